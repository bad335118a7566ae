// Walks over the packages of Go's standard library that lean on the system, and prints what it finds. The folder is its argument.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/csv"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

func main() {
	if err := os.Chdir(os.Args[1]); err != nil {
		fmt.Println("chdir:", err)
		os.Exit(1)
	}
	walkFiles()
	walkErrors()
	walkEncodings()
	walkHTTP()
	walkTime()
}

func check(what string, err error) {
	if err != nil {
		fmt.Printf("%s: %v\n", what, err)
	}
}

func walkFiles() {
	check("mkdir", os.MkdirAll("go/a/b/c", 0o755))
	for i := range 5 {
		check("write", os.WriteFile(fmt.Sprintf("go/a/b/file%d", i), bytes.Repeat([]byte{byte(i)}, i*1000), 0o644))
	}
	file, err := os.OpenFile("go/a/log", os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o644)
	check("open", err)
	for i := range 3 {
		fmt.Fprintf(file, "line %d\n", i)
	}
	_, err = file.Seek(5, io.SeekStart)
	check("seek", err)
	rest, err := io.ReadAll(file)
	fmt.Printf("rest %q %v\n", rest, err)
	check("truncate", file.Truncate(6))
	at := make([]byte, 10)
	n, err := file.ReadAt(at, 2)
	fmt.Printf("at 2: %q %v\n", at[:n], err)
	check("sync", file.Sync())
	check("close", file.Close())
	_, err = file.Write(nil)
	fmt.Println("closed:", errors.Is(err, os.ErrClosed))

	check("rename", os.Rename("go/a/b/file1", "go/a/renamed"))
	check("link", os.Link("go/a/renamed", "go/a/linked"))
	check("symlink", os.Symlink("renamed", "go/a/symbolic"))
	target, err := os.Readlink("go/a/symbolic")
	fmt.Println("readlink", target, err)
	when := time.Unix(1_000_000_000, 123_456_789)
	check("chtimes", os.Chtimes("go/a/renamed", when, when))
	check("remove", os.Remove("go/a/b/file2"))
	check("walk", filepath.WalkDir("go", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		size := info.Size()
		if entry.IsDir() {
			size = 0
		}
		fmt.Println(path, info.Mode().Type(), size)
		return nil
	}))
	info, err := os.Stat("go/a/symbolic")
	check("stat", err)
	fmt.Println(info.Size(), info.ModTime().UTC())
	temporary, err := os.MkdirTemp("go", "tmp-*")
	check("temporary", err)
	check("remove all", os.RemoveAll(temporary))
	check("remove all", os.RemoveAll("go"))
	_, err = os.Stat("go")
	fmt.Println("gone:", errors.Is(err, fs.ErrNotExist))
}

func walkErrors() {
	_, err := os.ReadFile("nothing")
	fmt.Println(err, errors.Is(err, fs.ErrNotExist))
	check("mkdir", os.Mkdir("dir", 0o755))
	err = os.Mkdir("dir", 0o755)
	fmt.Println(err, errors.Is(err, fs.ErrExist))
	check("write", os.WriteFile("dir/file", nil, 0o644))
	fmt.Println(os.Remove("dir"))
	_, err = os.ReadFile("dir")
	fmt.Println(err != nil) // hosts differ in why
	_, err = os.ReadDir("dir/file")
	fmt.Println(err)
	_, err = os.Open("../outside")
	fmt.Println(err != nil)
	check("remove all", os.RemoveAll("dir"))
}

type planet struct {
	Name   string  `json:"name" xml:"name,attr"`
	Radius float64 `json:"radius" xml:"radius"`
	Moons  []string
}

func walkEncodings() {
	planets := []planet{{"Earth", 6371, []string{"Moon"}}, {"Mars", 3389.5, []string{"Phobos", "Deimos"}}}
	text, err := json.MarshalIndent(planets, "", " ")
	fmt.Println(string(text), err)
	var back []planet
	fmt.Println(json.Unmarshal(text, &back), len(back))
	markup, err := xml.Marshal(planets[1])
	fmt.Println(string(markup), err)
	var buffer bytes.Buffer
	check("gob", gob.NewEncoder(&buffer).Encode(planets))
	var decoded []planet
	check("gob", gob.NewDecoder(&buffer).Decode(&decoded))
	fmt.Println(decoded)
	rows, err := csv.NewReader(strings.NewReader("a,\"b,c\"\nd,e\n")).ReadAll()
	fmt.Println(rows, err)
	fmt.Println(base64.StdEncoding.EncodeToString(text[:40]), hex.EncodeToString(text[:20]), binary.BigEndian.Uint64(text))
}

func walkHTTP() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		fmt.Fprintf(w, "%s %s", r.URL.RequestURI(), body)
	}))
	defer server.Close()
	var group sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers {
		group.Add(1)
		go func() {
			defer group.Done()
			response, err := http.Post(fmt.Sprintf("%s/path?n=%d", server.URL, i), "text/plain", strings.NewReader(strings.Repeat("x", i)))
			if err != nil {
				answers[i] = err.Error()
				return
			}
			defer response.Body.Close()
			body, _ := io.ReadAll(response.Body)
			answers[i] = fmt.Sprint(response.StatusCode, response.Header.Get("X-Method"), " ", string(body))
		}()
	}
	group.Wait()
	fmt.Println(strings.Join(answers, "\n"))
	recorder := httptest.NewRecorder()
	http.NotFound(recorder, httptest.NewRequest("GET", "/", nil))
	fmt.Println(recorder.Code, recorder.Body)
}

func walkTime() {
	day := time.Date(2026, time.February, 28, 23, 59, 59, 999, time.UTC)
	fmt.Println(day.AddDate(0, 0, 1), day.YearDay(), day.Weekday(), day.Format(time.RFC1123Z))
	parsed, err := time.Parse(time.RFC3339Nano, "2024-02-29T12:00:00.5+02:00")
	fmt.Println(parsed.UTC(), err)
	begin := time.Now()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(time.Since(begin) >= 20*time.Millisecond)
	ticks := 0
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(time.Second)
	for ticks < 4 {
		select {
		case <-ticker.C:
			ticks++
		case <-timeout:
			fmt.Println("too late")
			return
		}
	}
	fmt.Println(ticks, "ticks")
}
