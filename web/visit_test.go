package web

import (
	"net/url"
	"strings"
	"testing"
)

// The link to the other language leads somewhere from the answer to any form.
func TestOtherLanguageOfAnAnswer(t *testing.T) {
	t.Parallel()
	h := town(t)
	w := post(h, "/here", url.Values{"district": {"nowhere"}})
	if w.Code != 400 || !strings.Contains(w.Body.String(), `href="/here?lang=en"`) {
		t.Errorf("a form with a page of its own: %d %s", w.Code, w.Body)
	}
	w = post(h, "/places/rows", url.Values{"bbox": {"no box"}})
	if w.Code != 400 || !strings.Contains(w.Body.String(), `href="/?lang=en"`) {
		t.Errorf("a form without: %d %s", w.Code, w.Body)
	}
}
