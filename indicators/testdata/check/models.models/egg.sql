select n from hen
