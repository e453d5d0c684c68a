package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"github.com/alentour/alentour/api"
	"github.com/alentour/alentour/community"
	"github.com/alentour/alentour/data/geocode"
	"github.com/alentour/alentour/data/postgres/feed"
	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/edge"
	"github.com/alentour/alentour/identity"
	"github.com/alentour/alentour/matching"
	"github.com/alentour/alentour/notify"
	"github.com/alentour/alentour/web"
)

type serveCmd struct {
	Listen          string   `help:"Address that serves everyone." default:"127.0.0.1:8080" placeholder:"ADDRESS"`
	AdminListen     string   `help:"Address for metrics, profiles and health; keep it private. Empty = none." default:"127.0.0.1:9090" placeholder:"ADDRESS"`
	PublicURL       string   `help:"Address people know us by, such as https://example.org." placeholder:"URL"`
	TrustedProxy    []string `help:"Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8." placeholder:"CIDR"`
	RateLimit       float64  `help:"Requests per second and client, ten times as many at once; 0 = no limit." default:"50"`
	Operator        string   `help:"Name and address of who answers for this site, shown with the privacy notice and the terms." placeholder:"TEXT"`
	OperatorContact string   `help:"E-mail address or telephone number for questions about data." placeholder:"TEXT"`
	Basemap         string   `help:"A .pmtiles file, or the address of a MapLibre style, drawn below the districts." placeholder:"FILE|URL"`
	Demo            bool     `help:"Load the demo city when the database is empty."`
	timeFlags
	peopleFlags
	roomFlags
	mailFlags
}

// Run serves until Ctrl-C or SIGTERM, then drains.
func (c *serveCmd) Run(a *app) error {
	s, err := c.listen(a)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(a.ctx)
	for _, l := range s.listeners {
		group.Go(func() error { return edge.Serve(ctx, l.Listener, l.handler) })
	}
	group.Go(func() error { return s.follow(ctx, group) })
	fmt.Fprintf(a.out, "http://%s\n", reachable(s.listeners[0].Addr()))
	err = group.Wait()
	if s.leave != nil {
		s.leave() // after the drain: what is begun may still ask the database
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// server is one node: the live copy, what follows the database into it, and what answers from it.
type server struct {
	*app
	*serveCmd
	live     *directory.Live
	now      func() time.Time
	marks    *api.Marks
	metrics  *prometheus.Registry
	follower atomic.Pointer[feed.Follower]
	key      []byte // the service's secret, once the database is open
	desk     atomic.Pointer[identity.Desk]
	rooms    atomic.Pointer[rooms]
	geocoder *geocode.Client
	outbox   *outbox // --dev: messages are shown here
	trials   []web.Trial
	senders  senders
	zone     *time.Location // of who has not said theirs
	office   *notify.Office
	hub      *notify.Hub
	routes   atomic.Pointer[http.Handler]
	machines *api.API // the operations and pages that routes leads to
	pages    *web.Pages

	volunteers *directory.Volunteers // who may be asked to help
	requests   *matching.Requests    // what is asked for and offered
	memory     *matching.Memory      // what volunteers answered
	calendar   *community.Calendar   // what people do together

	listeners []listener
	leave     func()
}

type listener struct {
	net.Listener
	handler http.Handler
}

// listen opens both addresses at once, so that whoever asks during the first load is told to wait.
func (c *serveCmd) listen(a *app) (*server, error) {
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	s := &server{app: a, serveCmd: c, marks: new(api.Marks), metrics: prometheus.NewRegistry(), volunteers: directory.NewVolunteers()}
	elsewhere, err := c.elsewhere()
	if err != nil {
		return nil, err
	}
	s.live = directory.NewLive(directory.Config{Watch: s.marks.Watch, Elsewhere: elsewhere})
	s.requests, s.memory = matching.NewRequests(s.live), matching.NewMemory()
	if s.now, err = c.clock(); err != nil {
		return nil, err
	}
	s.calendar = community.NewCalendar(community.CalendarConfig{Live: s.live, Now: s.now, Watch: s.marks.WatchEvents, Parts: api.DateParts})
	proxies, err := parseNetworks(c.TrustedProxy)
	if err != nil {
		return nil, err
	}
	s.zone = elsewhere.Zone
	if err := s.openPost(); err != nil {
		return nil, err
	}
	if s.geocoder, err = c.addresses(); err != nil {
		return nil, err
	}
	if err := s.mount(nil); err != nil {
		return nil, err
	}
	routes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*s.routes.Load()).ServeHTTP(w, r) })
	public, err := edge.New(edge.Config{
		Next: routes, Starting: routes, Log: a.log, Metrics: s.metrics, IsAPI: api.Owns, Packed: api.Packs, Patient: api.Tiles, Streams: api.Streams, Uploads: uploads,
		RatePerS: c.RateLimit, Burst: max(1, int(c.RateLimit*10)), TrustedProxies: proxies,
		Ready: s.live.Ready, Lag: s.lag, Wait: s.wait, Sessions: s.sessions(),
	})
	if err != nil {
		return nil, err
	}
	if err := s.open(c.Listen, "listen", s.withHealth(public)); err != nil {
		return nil, err
	}
	if c.AdminListen == "" {
		return s, nil
	}
	if err := s.open(c.AdminListen, "admin-listen", s.withHealth(s.admin())); err != nil {
		s.listeners[0].Close()
		return nil, err
	}
	return s, nil
}

func (s *server) open(address, flag string, h http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("--%s %s: %w", flag, address, err)
	}
	s.listeners = append(s.listeners, listener{l, h})
	return nil
}

// mount builds the routes. Without a pool nobody can sign in, and search finds whole beginnings of words only.
func (s *server) mount(pool *pgxpool.Pool) error {
	mux := http.NewServeMux()
	machines := api.Config{
		Live: s.live, Marks: s.marks, PublicURL: s.PublicURL, ExportDir: s.exportDir(), Now: s.now, Log: s.log, Version: version(),
	}
	people := web.Config{
		Live: s.live, Sessions: s.sessions(), Geocoder: s.geocoder, PublicURL: s.PublicURL, Basemap: s.Basemap, Now: s.now, Log: s.log,
		Operator: web.Operator{Name: s.Operator, Contact: s.OperatorContact},
	}
	if pool != nil {
		store := directory.NewStore(pool)
		machines.Notices, machines.Hub, people.Notices = s.office, s.hub, s.office
		machines.Store, machines.Desk, machines.Position = store, s.desk.Load(), position(pool)
		people.Store, people.Desk, people.Position = store, s.desk.Load(), position(pool)
		rooms := s.rooms.Load()
		machines.Members, people.Members = rooms.members, rooms.members
		machines.Associations, people.Associations = rooms.associations, rooms.associations
		machines.Roster, people.Roster = rooms.roster, rooms.roster
		machines.Office, people.Office = rooms.moderators, rooms.moderators
		machines.Matching, people.Matching = rooms.matching, rooms.matching
		machines.Coverage = rooms.coverage
		machines.Community, people.Events = rooms.community, rooms.community
		machines.Calendar, people.Calendar = s.calendar, s.calendar
		people.Coverage = rooms.coverage
		people.Requests, people.Links = s.requests, matching.NewLinks(rooms.matching)
		machines.Threads, machines.Photos, people.Threads, people.Photos = rooms.threads, rooms.photos, rooms.threads, rooms.photos
	}
	if s.outbox != nil {
		people.Outbox, people.Trials = outboxPath, s.trials
		mux.Handle("GET "+outboxPath, s.outbox)
	}
	var err error
	if s.machines, err = api.New(machines, mux); err != nil {
		return err
	}
	if s.pages, err = web.New(people); err != nil {
		return err
	}
	mux.Handle("/", s.pages)
	var h http.Handler = mux
	s.routes.Store(&h)
	return nil
}

// follow opens the database and keeps the live copy equal to it.
func (s *server) follow(ctx context.Context, group *errgroup.Group) error {
	pool, leave, err := s.app.open(ctx)
	if err != nil {
		return err
	}
	s.leave = leave
	if s.Demo {
		if err := s.loadDemo(ctx, pool); err != nil {
			return err
		}
	}
	if s.key, err = s.readKey(s.KeyFile); err != nil {
		return err
	}
	if s.office, err = s.openOffice(pool); err != nil {
		return err
	}
	s.hub = s.office.NewHub(notify.HubConfig{})
	rooms, err := s.openRooms(pool)
	if err != nil {
		return err
	}
	s.rooms.Store(rooms)
	desk, err := s.openDesk(pool)
	if err != nil {
		return err
	}
	s.desk.Store(desk)
	if s.rooms.Load().moderators, err = s.openModerators(pool); err != nil {
		return err
	}
	if err := s.mount(pool); err != nil {
		return err
	}
	follower := feed.New(pool, append([]feed.Subject{s.live, s.volunteers, s.requests, s.memory, s.calendar, desk.Cache(), s.hub}, rooms.coverage.Subjects()...), feed.Config{Log: s.log})
	s.follower.Store(follower)
	begun := time.Now()
	group.Go(func() error {
		if err := follower.Run(ctx); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil // a drain goes on from memory
	})
	select {
	case <-follower.Ready():
	case <-ctx.Done():
		return ctx.Err()
	}
	s.log.Info("ready", "places", s.live.Count(), "volunteers", s.volunteers.Count(s.now()), "cities", len(s.live.Cities()), "loaded_in", time.Since(begun).Round(time.Millisecond))
	group.Go(func() error { tuneMemory(ctx); return nil })
	group.Go(func() error { return desk.Run(ctx) })
	group.Go(func() error { return s.office.Run(ctx) })
	group.Go(func() error { return s.hub.Run(ctx) })
	group.Go(func() error { return s.rooms.Load().moderators.Run(ctx) })
	group.Go(func() error { return s.rooms.Load().matching.Run(ctx) })
	group.Go(func() error { return s.calendar.Run(ctx) })
	group.Go(func() error { return s.rooms.Load().community.Run(ctx) })
	group.Go(func() error { return s.rooms.Load().coverage.Run(ctx) })
	group.Go(func() error { s.exportNightly(ctx, pool); return nil })
	keeper := s.keeper(pool, desk)
	group.Go(func() error { return keeper.Run(ctx) })
	return nil
}

// lag is how old the copy may be. Before there is one, readiness says enough.
func (s *server) lag() time.Duration {
	if f := s.follower.Load(); f != nil {
		return f.Lag()
	}
	return 0
}

// wait returns once answers hold the write at a position.
func (s *server) wait(ctx context.Context, position string) error {
	p, err := feed.ParsePosition(position)
	if err != nil {
		return err
	}
	if f := s.follower.Load(); f != nil {
		return f.Wait(ctx, p)
	}
	return errors.New("no database yet")
}

func parseNetworks(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy %s: not a network such as 10.0.0.0/8", text)
		}
		out = append(out, p)
	}
	return out, nil
}

// reachable is how a person on this machine opens an address.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if ok && (tcp.IP.IsUnspecified() || tcp.IP.IsLoopback()) {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return addr.String()
}
