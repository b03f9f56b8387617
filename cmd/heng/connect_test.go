//go:build unix

package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heng/internal/need"
)

// canary is a password that is told nowhere.
const canary = "kanarienvogel-0815"

// encrypt gives the server a certificate of its own making.
func encrypt(t *testing.T, server *need.Server) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "db"}, DNSNames: []string{"db.example.org"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, of, of, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"server.crt": {Type: "CERTIFICATE", Bytes: certificate}, "server.key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		path := filepath.Join(server.Data, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		server.Give(t, path)
	}
	server.Run(t, "postgres", "alter system set ssl = on")
}

// TestConnections tries every way in which a connection fails, in both languages,
// on a server that asks for passwords, and looks for a password in whatever is
// said and written, by commands that fail and by those that do not.
func TestConnections(t *testing.T) {
	if testing.Short() {
		t.Skip("starts no goroutine of ours")
	}
	server := need.PostgreSQL(t, need.Listening)
	rules := filepath.Join(server.Data, "pg_hba.conf")
	if err := os.WriteFile(rules, []byte("local all all trust\nhostssl secured all all scram-sha-256\nhost no_such all all scram-sha-256\nhost postgres all all scram-sha-256\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	server.Give(t, rules)
	for _, sql := range []string{
		"alter role heng password '" + canary + "'", "create role outsider login password '" + canary + "'",
		"create role loader login password '" + canary + "'", "grant create on database postgres to loader", "create database secured",
		"select pg_reload_conf()",
	} {
		server.Run(t, "postgres", sql)
	}
	dir := mustInit(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	at := fmt.Sprintf("127.0.0.1:%d", server.Port)
	written := filepath.Join(home, "driver")
	driver, err := os.Create(written) // what the driver would write to stderr itself
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close()
	stderr := os.Stderr
	os.Stderr = driver
	defer func() { os.Stderr = stderr }()

	silent, err := net.Listen("tcp", "127.0.0.1:0") // it answers, but not as a database does
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	go func() {
		for {
			c, err := silent.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("220 mail.example.org ESMTP ready, and what else there is to say\r\n"))
			_ = c.Close()
		}
	}()
	var said bytes.Buffer
	refused := func(code int, url, en, zh string) {
		t.Helper()
		for _, c := range [][3]string{{"ingest", "en", en}, {"eval", "zh-TW", zh}} {
			out, errs := mustEnd(t, dir, code, c[0], "--store", url, "--lang", c[1])
			said.WriteString(out + errs)
			if !strings.Contains(errs, c[2]) {
				t.Errorf("heng %s --store %s: %q, want %q", c[0], url, errs, c[2])
			}
		}
	}
	with := func(user, rest string) string { return "postgres://" + user + ":" + canary + "@" + rest }
	login, loginZH := "does not accept the user or the password", "不接受此使用者或密碼"
	refused(4, "postgres://heng:not-"+canary+"@"+at+"/postgres", login, loginZH)
	refused(4, with("nobody-of-that-name", at+"/postgres"), login, loginZH)
	refused(4, "postgres://heng@"+at+"/postgres", login, loginZH) // none at all
	refused(4, with("heng", "no-such-host.invalid/postgres"), "the host of the database server is not known", "找不到資料庫伺服器的主機")
	refused(4, with("heng", "127.0.0.1:1/postgres"), "nothing answers at the address", "位址沒有回應")
	refused(4, with("heng", silent.Addr().String()+"/postgres"), "or is no PostgreSQL server", "不是 PostgreSQL 伺服器")
	refused(4, with("heng", at+"/postgres?sslmode=require"), "the database server offers none", "但資料庫伺服器不提供")
	refused(4, with("heng", at+"/secured"), "no rule that lets this user in", "沒有允許此使用者由此連線的規則")
	refused(2, with("heng", "127.0.0.1:port/postgres"), "the URL of the store cannot be read", "資料庫位置無法解讀")
	refused(2, with("heng", at+"/postgres?sslmode="+canary), "the URL of the store cannot be read", "資料庫位置無法解讀")
	setting, settingZH := "does not take what stands behind the question mark of the URL", "不接受位置中問號之後的設定"
	refused(4, with("heng", at+"/postgres?options=-c%20"+canary), setting, settingZH)
	refused(4, with("heng", at+"/postgres?passwrd="+canary), setting, settingZH)
	refused(2, "host=127.0.0.1 user=heng password="+canary, "no URL of a store", "並非資料庫位置")
	refused(2, "postgres://heng:"+canary+"%zz@"+at+"/postgres", "the URL of the store cannot be read", "資料庫位置無法解讀")
	encrypt(t, server)
	server.Run(t, "postgres", "select pg_reload_conf()")
	refused(4, with("heng", at+"/postgres?sslmode=verify-full"), "the certificate of the database server is not accepted", "憑證未獲信任")
	refused(4, with("heng", at+"/secured?sslmode=disable"), "may take encrypted connections only", "可能只接受加密連線")
	refused(4, with("heng", at+"/no_such"), "no database of that name", "沒有此名稱的資料庫")

	// What succeeds tells it nowhere either, wherever it came from.
	mustEnd(t, dir, 0, "ingest", "--store", with("loader", at+"/postgres"), "--format", "json", "--rejects", filepath.Join(dir, "rejects"))
	refused(4, with("outsider", at+"/postgres"), "the user lacks a right in the database", "權限不足")
	settings := filepath.Join(dir, "heng.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	set := func(line string) {
		t.Helper()
		if err := os.WriteFile(settings, append(bytes.Clone(text), line...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	works := func(commands ...string) {
		t.Helper()
		for _, args := range append(commands, "ingest --force", "eval --format json") {
			m, out, errs := program(dir, strings.Fields(args)...)
			if code := m.Run(t.Context()); code != 0 {
				t.Errorf("heng %s: %d %s", args, code, errs)
			}
			said.WriteString(out.String() + errs.String())
		}
	}
	set("\nstore: " + with("loader", at+"/postgres") + "\n")
	works("build", "check --format json", "explain reports-on-time", "copy --to duckdb:copy/heng.duckdb")
	for name, line := range map[string]string{
		"a slip in the line": "store: " + with("heng", "127.0.0.1:port/postgres"), "a slip in the key": "stor: " + with("heng", at+"/postgres"),
		"said to be one": "stor: postgres://heng@" + at + "/postgres?password=" + canary,
	} {
		set("\n" + line + "\n")
		out, errs := mustEnd(t, dir, 1, "check")
		said.WriteString(out + errs)
		if !strings.Contains(errs, "heng.yaml:") || strings.Contains(errs, canary) {
			t.Errorf("%s: %s", name, errs)
		}
	}
	set("\nstore: " + with("loader", at+"/postgres") + "\nrecords: store\n")
	works("records", "backup "+filepath.Join(home, "backup.zip"))
	set("\nrecords: store\n")
	for url, code := range map[string]int{"duckdb:.heng/heng.duckdb": 2, "postgres://heng:not-" + canary + "@" + at + "/postgres": 4} {
		for _, args := range [][]string{{"records"}, {"backup", filepath.Join(home, "none.zip")}} {
			out, errs := mustEnd(t, dir, code, append(args, "--store", url)...)
			said.WriteString(out + errs)
		}
	}
	set("\nstore: postgres://loader@" + at + "/postgres\n")
	t.Setenv("PGPASSWORD", canary)
	works()
	t.Setenv("PGPASSWORD", "")
	passfile := filepath.Join(home, ".pgpass")
	if err := os.WriteFile(passfile, []byte("127.0.0.1:*:*:*:"+canary+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	works()
	if err := os.Chmod(passfile, 0o644); err != nil {
		t.Fatal(err)
	}
	refused(4, "postgres://loader@"+at+"/postgres", "can be read by others, so it is not used", "不予使用")

	told := server.Run(t, "postgres", "select application_name, query from pg_stat_activity") +
		server.Run(t, "postgres", "select * from heng_demonstration_grants.heng_store") +
		server.Run(t, "postgres", "select * from heng_demonstration_grants.heng_loads") +
		server.Run(t, "postgres", "select * from heng_demonstration_grants_records.heng_records")
	if strings.Contains(told, canary) {
		t.Error("the server tells the password:", told)
	}
	if strings.Contains(said.String(), canary) {
		t.Error("a command told the password:", said.String())
	}
	if text, err := os.ReadFile(written); err != nil || len(text) > 0 {
		t.Errorf("the driver wrote to stderr: %q %v", text, err)
	}
	if err := os.WriteFile(settings, text, 0o644); err != nil { // which held it
		t.Fatal(err)
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, []byte(canary)) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
