package community

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Bounds of what is fetched from a stranger's server.
const (
	maxImportAddress = 1000 // bytes
	maxFetched       = 2 << 20
	maxRedirects     = 3
	fetchWithin      = 10 * time.Second // from the first packet to the last byte
)

// fetchProblem is why a calendar could not be had: a code of ImportFailures.
type fetchProblem string

func (p fetchProblem) Error() string { return "calendar: " + string(p) }

// fetcher reads files from addresses that strangers give. Nothing that is not on the public internet is ever connected to, whatever
// name, redirect or notation leads there: each address is looked at when it is dialled, after it was resolved.
type fetcher struct {
	local  bool          // addresses on this machine, without TLS, are allowed too: for development
	own    string        // host that is ourselves
	within time.Duration // fetchWithin
}

// fetched is an answer. Body is one byte longer than is read when there is more.
type fetched struct {
	Body           []byte
	Same           bool // as the one that ETag and Modified were of
	ETag, Modified string
}

// get asks for a file, or whether it has changed. Its errors are fetchProblems, or the context's, and name no address.
func (f *fetcher) get(ctx context.Context, address, etag, modified string) (fetched, error) {
	whole, cancel := context.WithTimeout(ctx, f.within)
	defer cancel()
	body, err := f.ask(whole, address, etag, modified)
	if ctx.Err() != nil {
		return fetched{}, ctx.Err()
	}
	if err == nil {
		return body, nil
	}
	if problem, ok := errors.AsType[fetchProblem](err); ok {
		return fetched{}, problem
	}
	if slow, ok := errors.AsType[net.Error](err); ok && slow.Timeout() || whole.Err() != nil {
		return fetched{}, fetchProblem("slow")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fetched{}, fetchProblem("certificate")
	}
	return fetched{}, fetchProblem("away")
}

func (f *fetcher) ask(ctx context.Context, address, etag, modified string) (fetched, error) {
	to, err := url.Parse(address)
	if err != nil || f.check(to) != nil {
		return fetched{}, fetchProblem("address")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, to.String(), nil)
	if err != nil {
		return fetched{}, fetchProblem("address")
	}
	request.Header.Set("User-Agent", "Alentour (calendars of associations)")
	request.Header.Set("Accept", "text/calendar, text/plain;q=0.5, */*;q=0.1")
	if etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	if modified != "" {
		request.Header.Set("If-Modified-Since", modified)
	}
	response, err := f.client().Do(request)
	if err != nil {
		return fetched{}, err
	}
	defer response.Body.Close()
	switch code := response.StatusCode; {
	case code == http.StatusNotModified && etag+modified != "":
		return fetched{Same: true}, nil
	case code == http.StatusOK:
	case code == http.StatusNotFound || code == http.StatusGone:
		return fetched{}, fetchProblem("gone")
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fetched{}, fetchProblem("locked")
	default:
		return fetched{}, fetchProblem("trouble")
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxFetched+1)) // as it comes out of gzip: a bomb is cut as any other
	if err != nil {
		return fetched{}, err
	}
	return fetched{
		Body: body, ETag: headerValue(response.Header.Get("ETag"), 300), Modified: headerValue(response.Header.Get("Last-Modified"), 100),
	}, nil
}

// headerValue is a header's value that is sent back as it came; none of one that is too long.
func headerValue(value string, most int) string {
	if len(value) > most || strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c > '~' }) {
		return ""
	}
	return value
}

// client connects anew for each file: none is asked for twice in a row.
func (f *fetcher) client() *http.Client {
	dialer := net.Dialer{Timeout: f.within, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !f.allows(to.Addr()) {
			return fetchProblem("address")
		}
		return nil
	}}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(request *http.Request, via []*http.Request) error {
			request.Header.Del("Referer") // an address may hold a secret
			if len(via) > maxRedirects {
				return fetchProblem("redirects")
			}
			return f.check(request.URL)
		},
	}
}

// check refuses an address for how it is written.
func (f *fetcher) check(u *url.URL) error {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	numeric, err := netip.ParseAddr(host)
	switch {
	case host == "" || u.User != nil || u.Scheme != "https" && !(f.local && u.Scheme == "http"):
		return fetchProblem("address")
	case host == f.own: // what we tell would come back as news
		return fetchProblem("address")
	case err == nil && !f.allows(numeric):
		return fetchProblem("address")
	}
	return nil
}

func (f *fetcher) allows(a netip.Addr) bool { return public(a) || f.local && a.Unmap().IsLoopback() }

// Networks that are not the public internet, of IANA's registries of special addresses for IPv4 and IPv6, and one public address that
// only machines of a data centre answer at.
var notPublic = prefixes(`0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
	192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32
	2001::/23 2001:db8::/32 3fff::/20`)

var (
	global6   = netip.MustParsePrefix("2000::/3") // all of IPv6 that is given out
	sixToFour = netip.MustParsePrefix("2002::/16")
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(list string) (all []netip.Prefix) {
	for _, text := range strings.Fields(list) {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// public says whether an address is on the public internet; one that stands for an address of IPv4 is that one.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		bytes := a.As16()
		switch {
		case nat64.Contains(a):
			return public(netip.AddrFrom4([4]byte(bytes[12:])))
		case sixToFour.Contains(a):
			return public(netip.AddrFrom4([4]byte(bytes[2:6])))
		case !global6.Contains(a):
			return false
		}
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}
