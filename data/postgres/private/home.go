package private

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// maxSocketPath is sizeof(sun_path) − 1 of unix(7).
const maxSocketPath = 107

const socketFile = ".s.PGSQL.5432"

// owner is the user that the server runs as.
type owner struct {
	uid, gid int
	name     string
}

// settle chooses the cluster's home, its user and its socket directory, and makes the directories.
func (c *Cluster) settle() error {
	dir, err := filepath.Abs(c.cfg.DataDir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	// The server is recognised by its path, so one cluster must have one path.
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return err
	}
	c.home = filepath.Join(dir, "postgres")
	if c.owner, err = chooseOwner(c.home); err != nil {
		return err
	}
	if closed := closedParent(dir, c.owner); closed != "" {
		if c.home, err = c.moveElsewhere(dir, closed); err != nil {
			return err
		}
	}
	if err := c.owner.makeDir(c.home); err != nil {
		return err
	}
	c.socket = filepath.Join(c.home, "run")
	if len(filepath.Join(c.socket, socketFile)) > maxSocketPath {
		c.socket = filepath.Join(os.TempDir(), "alentour-"+shortHash(c.home))
	}
	return c.owner.makeDir(c.socket)
}

func (c *Cluster) moveElsewhere(dir, closed string) (string, error) {
	root := c.cfg.Elsewhere
	if root == "" {
		root = "/var/lib/alentour"
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", err
	}
	home := filepath.Join(root, shortHash(dir))
	c.cfg.Log.Info("database kept elsewhere: the user "+c.owner.name+" may not enter "+closed, "dir", home)
	return home, nil
}

// chooseOwner is the owner of an existing home, else ourselves, or an unprivileged user when we are root.
func chooseOwner(home string) (owner, error) {
	me := os.Geteuid()
	if info, err := os.Stat(home); err == nil {
		st := info.Sys().(*syscall.Stat_t)
		if me != 0 && int(st.Uid) != me {
			return owner{}, fmt.Errorf("%s belongs to %s: run as that user or choose another data directory", home, userName(int(st.Uid)))
		}
		if st.Uid != 0 {
			return owner{uid: int(st.Uid), gid: int(st.Gid), name: userName(int(st.Uid))}, nil
		}
	}
	if me != 0 {
		return owner{uid: me, gid: os.Getegid(), name: userName(me)}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil && uid != 0 {
			return owner{uid: uid, gid: gid, name: name}, nil
		}
	}
	return owner{}, fmt.Errorf("root may not run PostgreSQL and there is no user postgres or nobody to run it as")
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return "user " + strconv.Itoa(uid)
}

// closedParent is the first directory from dir upwards that o may not enter, or "".
func closedParent(dir string, o owner) string {
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || !o.mayEnter(info) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

func (o owner) mayEnter(info os.FileInfo) bool {
	st := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case int(st.Uid) == o.uid:
		return mode&0o100 != 0
	case int(st.Gid) == o.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}

// makeDir makes a directory for o alone; one that another user laid there before is refused.
func (o owner) makeDir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err == nil {
		return os.Chown(dir, o.uid, o.gid)
	} else if !os.IsExist(err) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || int(st.Uid) != o.uid && st.Uid != 0 {
		return fmt.Errorf("%s is not a directory of %s", dir, o.name)
	}
	if err := os.Chown(dir, o.uid, o.gid); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700)
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
