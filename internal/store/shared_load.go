package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"heng/internal/disk"
	"heng/internal/fault"
	"heng/internal/locale"
)

// sharedLoad is the part of a load that only a shared store has.
type sharedLoad struct {
	base  *engine    // of one connection
	conn  *sqlx.Conn // holds the lock, and switches: a load that lost its lock cannot
	found state
}

// beginShared takes the advisory lock of a shared store and removes what loads
// that were cut short left.
func beginShared(ctx context.Context, u URL, options LoadOptions) (*Load, error) {
	s := u.shared
	base, err := s.dial(ctx, nil)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, base.db, storeBooks, "insert into heng_store (workspace) values ($1) on conflict do nothing"); err != nil {
		_ = base.close()
		return nil, Classify(ctx, err)
	}
	conn, err := base.db.Connx(ctx)
	if err != nil {
		_ = base.close()
		return nil, Classify(ctx, err)
	}
	l := &Load{url: u, options: options, shared: &sharedLoad{base: base, conn: conn}}
	if err := l.beginShared(ctx); err != nil {
		_ = conn.Close()
		_ = base.close()
		return nil, Classify(ctx, err)
	}
	return l, nil
}

func (l *Load) beginShared(ctx context.Context) error {
	s, conn := l.url.shared, l.shared.conn
	var taken bool
	if err := conn.GetContext(ctx, &taken, "select pg_try_advisory_lock($1)", s.lockKey("load")); err != nil {
		return err
	}
	if !taken {
		return l.someoneLoads(ctx)
	}
	l.at("locked")
	var err error
	if l.shared.found, err = s.state(ctx, conn); err != nil {
		return err
	}
	l.base = l.shared.found.Generation
	l.removeSharedOthers(ctx, l.base)
	// A number is never used twice: a reader that was slow must not meet another
	// generation under its number.
	err = conn.GetContext(ctx, &l.next, "update "+QuoteName(s.schema)+".heng_store set last_generation = last_generation + 1 returning last_generation")
	return err
}

// someoneLoads says who holds the lock since when, as far as the server tells.
func (l *Load) someoneLoads(ctx context.Context) error {
	key := uint64(l.url.shared.lockKey("load"))
	var holder struct {
		Role  *string `db:"usename"`
		Since string  `db:"since"`
	}
	err := l.shared.conn.GetContext(ctx, &holder, `select a.usename, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as since
		from pg_locks l join pg_stat_activity a on a.pid = l.pid
		where l.locktype = 'advisory' and l.granted and l.classid::bigint = $1 and l.objid::bigint = $2 limit 1`,
		int64(key>>32), int64(key&0xffffffff))
	message := locale.M("store.loading_unknown")
	if err == nil && holder.Role != nil {
		message = locale.M("store.loading_shared", "role", *holder.Role, "since", holder.Since)
	}
	return fault.Wrap(fault.Store, disk.ErrLocked, message).WithHint(locale.M("store.loading_hint"))
}

// mayReplace refuses a load onto what this workspace has not seen.
func (l *Load) mayReplace() error {
	s, found := l.url.shared, l.shared.found
	if l.options.Replace || found.Generation == 0 {
		return nil
	}
	if found.Workspace != s.owner {
		return fault.New(fault.Refused, locale.M("store.other_workspace", "schema", s.schema, "name", found.Workspace)).
			WithHint(locale.M("store.other_workspace_hint"))
	}
	if slices.Contains(s.seen(), found.Generation) {
		return nil
	}
	by, at := "?", "?"
	if found.LoadedBy != nil {
		by = *found.LoadedBy
	}
	if found.LoadedAt != nil {
		at = found.LoadedAt.UTC().Format("2006-01-02 15:04:05 MST")
	}
	return fault.New(fault.Refused, locale.M("store.not_seen", "role", by, "when", at, "generation", found.Generation)).
		WithHint(locale.M("store.not_seen_hint"))
}

// Unchanged notes that this workspace's files are those that the store holds.
func (l *Load) Unchanged() error {
	if l.shared == nil || l.base == 0 || l.shared.found.Workspace != l.url.shared.owner {
		return nil
	}
	if slices.Equal(l.url.shared.seen(), []int{l.base}) {
		return nil
	}
	return l.url.shared.note(l.base)
}

// startShared makes the schema of the next generation, as a copy of the current
// one or empty.
func (l *Load) startShared(ctx context.Context, empty bool) error {
	if err := l.mayReplace(); err != nil {
		return err
	}
	s := l.url.shared
	empty = empty || l.base == 0
	next := s.generationSchema(l.next)
	if _, err := l.shared.conn.ExecContext(ctx, "create schema "+QuoteName(next)); err != nil {
		return Classify(ctx, err)
	}
	if err := l.createFunctions(ctx, next); err != nil {
		return Classify(ctx, err)
	}
	if !empty {
		if err := l.copyGeneration(ctx, s.generationSchema(l.base), next); err != nil {
			return Classify(ctx, err)
		}
	}
	l.at("copied")
	// What is not yet on disk when the server fails belongs to a generation that
	// is thrown away; the switch waits for all of it.
	e, err := s.dial(ctx, map[string]string{"search_path": QuoteName(next) + ", pg_catalog", "synchronous_commit": "off"})
	if err != nil {
		return err
	}
	return l.begin(ctx, e, l.url.text, empty)
}

func (l *Load) copyGeneration(ctx context.Context, from, to string) error {
	var tables []string
	err := l.shared.conn.SelectContext(ctx, &tables, "select tablename from pg_tables where schemaname = $1 order by tablename", from)
	if err != nil {
		return err
	}
	for _, t := range tables {
		_, err := l.shared.conn.ExecContext(ctx, fmt.Sprintf("create table %s.%s as table %s.%s", QuoteName(to), QuoteName(t), QuoteName(from), QuoteName(t)))
		if err != nil {
			return err
		}
	}
	return nil
}

// commitShared lets those read the new generation who may read the store, and
// switches to it in one transaction on the connection that holds the lock.
func (l *Load) commitShared(ctx context.Context) error {
	s, conn := l.url.shared, l.shared.conn
	next := QuoteName(s.generationSchema(l.next))
	if err := l.Exec(ctx, "analyze"); err != nil { // of what this role owns in the search path
		return err
	}
	l.at("checkpointed")
	var readers []string
	err := conn.SelectContext(ctx, &readers, `select distinct coalesce(r.rolname::text, '') from pg_namespace n
		cross join lateral aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
		where n.nspname = $1 and a.privilege_type = 'USAGE' and a.grantee <> n.nspowner order by 1`, s.schema)
	if err != nil {
		return err
	}
	for _, r := range readers {
		to := "public"
		if r != "" {
			to = QuoteName(r)
		}
		for _, grant := range []string{"usage on schema ", "select on all tables in schema "} {
			if _, err := conn.ExecContext(ctx, "grant "+grant+next+" to "+to); err != nil {
				return err
			}
		}
		for _, table := range []string{".heng_store", ".heng_loads"} {
			if _, err := conn.ExecContext(ctx, "grant select on "+QuoteName(s.schema)+table+" to "+to); err != nil {
				return err
			}
		}
	}
	l.at("closed")
	tx, err := conn.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	base := QuoteName(s.schema)
	_, err = tx.ExecContext(ctx, "update "+base+".heng_store set generation = $1, workspace = $2, loaded_at = now(), loaded_by = session_user", l.next, s.owner)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, "insert into "+base+".heng_loads (generation, workspace) values ($1, $2)", l.next, s.owner); err != nil {
		return err
	}
	l.at("synced")
	// A load that is cut short just behind the switch must not find its own data
	// to be another's: what it may be about to see is noted before. No other load
	// was or will be given the number.
	seen := s.seen()
	if slices.Contains(seen, l.base) {
		seen = []int{l.base}
	}
	if err := s.note(append(seen, l.next)...); err != nil {
		return err
	}
	l.at("noted")
	if err := tx.Commit(); err != nil {
		return err
	}
	l.at("committed")
	return s.note(l.next)
}

// removeSharedOthers drops the generations other than the given one and the one
// before it that no reader holds. What cannot be dropped stays for the next load.
func (l *Load) removeSharedOthers(ctx context.Context, keep int) {
	s, conn := l.url.shared, l.shared.conn
	earlier, err := s.before(ctx, conn, keep)
	if err != nil && !errors.Is(err, ErrNothingEarlier) {
		return // rather too much than what may be asked for
	}
	var names []string
	if err := conn.SelectContext(ctx, &names, "select nspname from pg_namespace where left(nspname, $1) = $2 order by nspname",
		len(s.schema)+2, s.schema+"_g"); err != nil {
		return
	}
	for _, name := range names {
		digits := strings.TrimPrefix(name, s.schema+"_g")
		n := 0
		if len(digits) < generationDigits || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		if _, err := fmt.Sscanf(digits, "%d", &n); err != nil || n == keep || n == earlier {
			continue
		}
		key := s.lockKey(generationLock(n))
		var free bool
		if err := conn.GetContext(ctx, &free, "select pg_try_advisory_lock($1)", key); err != nil || !free {
			continue
		}
		_, _ = conn.ExecContext(ctx, "drop schema "+QuoteName(name)+" cascade")
		_, _ = conn.ExecContext(ctx, "select pg_advisory_unlock($1)", key)
	}
}

// endShared gives up the load's connections, and with them its lock.
func (l *Load) endShared(keep int) {
	ctx := context.Background()
	l.removeSharedOthers(ctx, keep)
	_, _ = l.shared.conn.ExecContext(ctx, "select pg_advisory_unlock($1)", l.url.shared.lockKey("load"))
	_ = l.shared.conn.Close()
	_ = l.shared.base.close()
}

// rollbackShared ends a load without effect. Where it cannot be known whether
// the switch happened, nothing is dropped: the next load sees to it.
func (l *Load) rollbackShared() {
	keep := l.base
	if found, err := l.url.shared.state(context.Background(), l.shared.conn); err == nil {
		keep = found.Generation
	}
	l.endShared(keep)
}

// openBase opens the current generation.
func (l *Load) openBase(ctx context.Context) (*Store, error) {
	if l.shared != nil {
		return openShared(ctx, l.url, l.options.Options, l.url.shared.now)
	}
	return openGeneration(ctx, l.url, l.base, l.options.Options)
}

// createFunctions makes the generation's own division and letters, and its own
// percentile_cont: the server's rounds otherwise than the embedded engine's,
// whose formula this is.
func (l *Load) createFunctions(ctx context.Context, schema string) error {
	in := QuoteName(schema)
	letters, err := l.letterFunctions(ctx, schema)
	if err != nil {
		return err
	}
	for _, statement := range append(append(arithmeticFunctions(schema), letters...),
		"create function "+in+`._heng_quantile(given double precision[], at double precision) returns double precision
			language plpgsql immutable as $$
			declare
				v double precision[];
				place double precision;
				lo integer;
				part double precision;
			begin
				select array_agg(x order by x) into v from unnest(given) as g(x) where x is not null;
				if v is null then
					return null;
				end if;
				place := (cardinality(v) - 1) * at;
				lo := floor(place);
				part := place - lo;
				if part = 0 then
					return v[lo + 1];
				end if;
				return v[lo + 1] * (1 - part) + v[lo + 2] * part;
			end $$`,
		"create aggregate "+in+`.percentile_cont(double precision order by double precision) (
			sfunc = array_append, stype = double precision[], finalfunc = `+in+`._heng_quantile)`,
	) {
		if _, err := l.shared.conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
