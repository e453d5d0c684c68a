package web

import (
	"cmp"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/alentour/alentour/directory"
	"github.com/alentour/alentour/identity"
)

// form registers what answers a form that was sent. The edge has bounded its length.
func (s *site) form(pattern string, needs identity.Action, answer func(*visit, url.Values) (templ.Component, error)) {
	s.page(pattern, needs, func(v *visit) (templ.Component, error) {
		if err := v.request.ParseForm(); err != nil {
			return nil, &directory.Invalid{Param: "body", Reason: "not a form"}
		}
		return answer(v, v.request.PostForm)
	})
}

// faulty is a form shown again with what was typed and what is wrong with it.
type faulty struct{ content templ.Component }

func (faulty) Error() string { return "a form with a fault" }

// status of a form that is shown again.
func (faulty) status() int { return http.StatusUnprocessableEntity }

// missing is a page of its own for something that is not there, or not any more.
type missing struct{ content templ.Component }

func (missing) Error() string { return "a page of what is gone" }

// described are the attributes of a field that not every field has.
func (f field) described() templ.Attributes {
	a := templ.Attributes{}
	for name, value := range map[string]string{"autocomplete": f.Autocomplete, "inputmode": f.InputMode, "maxlength": f.MaxLength} {
		if value != "" {
			a[name] = value
		}
	}
	var by []string
	if f.Hint != "" {
		by = append(by, f.Name+"-hint")
	}
	if f.Fault != "" {
		by = append(by, f.Name+"-fault")
		a["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		a["aria-describedby"] = strings.Join(by, " ")
	}
	return a
}

func or(text, otherwise string) string { return cmp.Or(text, otherwise) }

// download is an answer that the browser saves as a file, or shows when it has no name.
type download struct {
	Name, Type string
	Body       []byte
	Cache      string // Cache-Control; empty = that of pages
}

func (download) Error() string { return "a file" }

func (d download) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", d.Type)
	if d.Cache != "" {
		h.Set("Cache-Control", d.Cache)
	}
	if d.Name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	}
	h.Set("Content-Length", strconv.Itoa(len(d.Body)))
	_, _ = w.Write(d.Body) // the reader has gone: nobody is left to tell
}

// saidCookie carries one sentence from the answer to a form to the page after it.
const saidCookie = "said"

// say sends the browser on, where the sentence is shown once.
func (v *visit) say(path, sentence string) error {
	v.setCookie(saidCookie, url.QueryEscape(sentence), positionS)
	return redirect(path)
}

// said is the sentence of the form just sent; it is said once.
func (v *visit) said() string {
	c, err := v.request.Cookie(saidCookie)
	if err != nil || v.request.Method != http.MethodGet {
		return ""
	}
	v.setCookie(saidCookie, "", -1)
	text, err := url.QueryUnescape(c.Value)
	if err != nil {
		return ""
	}
	return text
}
