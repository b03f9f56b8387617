package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"heng/internal/desk"
	"heng/internal/fault"
	"heng/internal/locale"
	"heng/internal/web"
	"heng/internal/workspace"
	"heng/reports/release"
)

// serveFlags are the flags of heng serve.
type serveFlags struct {
	listen, certificate, key, address string
}

func (a *app) serveCommand() *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: a.p.Text("cmd.serve"),
		Long:  a.p.Text("cmd.serve_long"),
		Args:  arguments(0, 0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.serve(cmd, flags) },
	}
	cmd.Flags().StringVar(&flags.listen, "listen", "127.0.0.1:8107", a.flagText("listen"))
	cmd.Flags().StringVar(&flags.certificate, "tls-cert", "", a.flagText("tls_cert"))
	cmd.Flags().StringVar(&flags.key, "tls-key", "", a.flagText("tls_key"))
	cmd.Flags().StringVar(&flags.address, "address", "", a.flagText("address"))
	return cmd
}

func (a *app) serve(cmd *cobra.Command, flags serveFlags) error {
	ctx := cmd.Context()
	dir, err := a.find()
	if err != nil {
		return err
	}
	certificates, err := flags.certificates()
	if err != nil {
		return err
	}
	rules, err := release.ReadRules(a.Getenv("HENG_DISCLOSURE"), os.ReadFile)
	if err != nil {
		return err
	}
	desk, err := desk.Open(ctx, dir, desk.Options{AsOf: a.flags.asOf, Store: a.givenStore(), Version: Version, Now: a.Now, Link: web.Path, Rules: &rules})
	if err != nil {
		return err
	}
	defer desk.Close()
	people, err := workspace.OpenPeople(ctx, dir, a.givenStore(), a.Now)
	if err != nil {
		return err
	}
	defer func() { _ = people.Close() }() // every event is on the disk already
	listener, err := net.Listen("tcp", flags.listen)
	if err != nil {
		return fault.Wrap(fault.Usage, err, locale.M("cmd.cannot_listen", "address", flags.listen)).WithHint(locale.M("cmd.cannot_listen_hint"))
	}
	address := flags.address
	if address == "" {
		address = "http://" + listener.Addr().String()
		if certificates != nil {
			address = "https://" + listener.Addr().String()
		}
	}
	address = strings.TrimSuffix(address, "/")
	server, err := web.New(web.Options{
		Desk: desk, Book: people.Book, Gate: people.Gate, Consult: people.Consult, FollowUp: people.FollowUp, Address: address, Secure: strings.HasPrefix(address, "https://"),
		Now: a.Now, Log: slog.New(slog.NewTextHandler(a.Stderr, nil)),
	})
	if err != nil {
		_ = listener.Close()
		return err
	}
	a.say(a.p.Text("cmd.serving", "address", address+"/"))
	token, err := people.Gate.FirstAdministrator(ctx, a.p.Text("access.role_administrator"))
	if err != nil {
		_ = listener.Close()
		return err
	}
	if token != "" {
		a.say(a.p.Text("cmd.first_administrator", "address", address+"/"+string(a.p.Lang)+"/join/"+token))
	}
	return server.Serve(ctx, listener, certificates)
}

// certificates reads what TLS needs; nothing where it was not asked for.
func (f serveFlags) certificates() (*tls.Config, error) {
	if f.certificate == "" && f.key == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.certificate, f.key)
	if err != nil {
		return nil, fault.Wrap(fault.Input, err, locale.M("cmd.no_certificate")).WithHint(locale.M("cmd.no_certificate_hint"))
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}
