package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// progressBar is one line that says how far an import, or a simulation, is; on anything but a terminal it says nothing.
type progressBar struct {
	out *os.File // nil: silent

	mu    sync.Mutex
	size  int64 // bytes of the file
	done  int64 // bytes read, more than size when a file is read several times
	step  string
	rows  int
	unit  string // of rows
	drawn time.Time
}

func newProgressBar(out *os.File, size int64) *progressBar {
	if info, err := out.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		out = nil
	}
	return &progressBar{out: out, size: max(size, 1), unit: "rows"}
}

func (b *progressBar) read(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += int64(n)
	b.draw()
}

// lived is told by a simulation: a day is over.
func (b *progressBar) lived() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done, b.rows, b.unit = b.done+1, b.rows+1, "days"
	b.draw()
}

// phase is told by the import: what it does, and how many rows went through it.
func (b *progressBar) phase(step string, rows int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if step != b.step {
		b.drawn = time.Time{}
	}
	b.step, b.rows = step, max(b.rows, rows)
	b.draw()
}

const barWidth = 30

func (b *progressBar) draw() {
	if b.out == nil || time.Since(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = time.Now()
	line := fmt.Sprintf("%s %d %s", b.step, b.rows, b.unit)
	if b.step == "reading" || b.step == "" {
		part := (b.done-1)%b.size + 1 // the last pass over the file counts
		full := int(part * barWidth / b.size)
		line = fmt.Sprintf("[%s%s] %3d %% %d %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), part*100/b.size, b.rows, b.unit)
	}
	fmt.Fprintf(b.out, "\r\x1b[K%s", line)
}

func (b *progressBar) clear() {
	if b.out != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
