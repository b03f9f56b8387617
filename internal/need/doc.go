// Package need is for tests alone: it says what happens to a test that needs
// what is not on this machine (a program, the shared data). The test is
// skipped with a message, so that go test ./... succeeds after nothing but a
// clone; it fails where the environment variable HENG_REQUIRE names the need,
// so that a check which means to run everything cannot pass by skipping.
//
// Begin with Program.
package need
