package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"heng/internal/fault"
	"heng/internal/locale"
)

// Bounds of a password, in characters and in bytes.
const (
	minPassword = 12
	maxPassword = 256
)

// The cost of a hash: argon2id with 19 MiB, 2 passes, 1 lane, the second of the
// choices of OWASP's password storage cheat sheet (2024), of equal strength with
// those that take more memory.
const (
	argonPasses = 2
	argonMemory = 19 * 1024 // KiB
	argonLanes  = 1
	argonLength = 32
	saltLength  = 16
)

// checkPassword says what is wrong with a new password. There are no rules of
// composition (NIST SP 800-63B, 5.1.1.2): length is what counts.
func checkPassword(account, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || n < minPassword:
		return fault.New(fault.Refused, locale.M("access.password_short", "n", minPassword))
	case len(password) > maxPassword:
		return fault.New(fault.Refused, locale.M("access.password_long", "n", maxPassword))
	case strings.Contains(strings.ToLower(password), strings.ToLower(account)):
		return fault.New(fault.Refused, locale.M("access.password_name"))
	}
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	if len(distinct) < 5 {
		return fault.New(fault.Refused, locale.M("access.password_plain"))
	}
	return nil
}

// hashPassword returns an argon2id hash in the PHC string format.
func hashPassword(password string) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key := argon2.IDKey(normal(password), salt, argonPasses, argonMemory, argonLanes, argonLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key)), nil
}

var errHash = errors.New("not an argon2id hash")

// matches reports whether a password has the given hash.
func matches(password, encoded string) (bool, error) {
	parts := strings.Split(encoded, "$")
	var version int
	var memory, passes uint32
	var lanes uint8
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil || passes == 0 || lanes == 0 {
		return false, errHash
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || err2 != nil || len(key) == 0 {
		return false, errHash
	}
	got := argon2.IDKey(normal(password), salt, passes, memory, lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

// normal writes a password as it is hashed, however the keyboard composed it.
func normal(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

// newToken returns a text that cannot be guessed, and the hash that is kept of it.
func newToken() (token, hash string, err error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", "", err
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, hashToken(token), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
