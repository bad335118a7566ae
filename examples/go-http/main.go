// A web server and a client on the sockets that `exec --allow-net` gives.
//
// `serve ADDRESS COUNT` answers so many requests with what was asked for; `serve COUNT` takes the listener that `--tcplisten`
// opened. `get URL` prints an answer.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"

	_ "github.com/stealthrocket/net/http" // lets http.Get connect
	"github.com/stealthrocket/net/wasip1"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "serve":
		listener, err := given(3)
		if err != nil {
			return err
		}
		return serve(listener, args[1])
	case len(args) == 3 && args[0] == "serve":
		listener, err := wasip1.Listen("tcp", args[1])
		if err != nil {
			return err
		}
		fmt.Println("listening on", listener.Addr())
		return serve(listener, args[2])
	case len(args) == 2 && args[0] == "get":
		return get(args[1])
	}
	return fmt.Errorf("usage: serve [ADDRESS] COUNT, or get URL")
}

// given is a listener that was opened for us. Go wants to wait for all its sockets together, so none may block.
func given(fd int) (net.Listener, error) {
	if err := syscall.SetNonblock(fd, true); err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "listener")
	defer file.Close()
	return net.FileListener(file)
}

// serve answers count requests, at the same time if they come so.
func serve(listener net.Listener, count string) error {
	left, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	answered := make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Go was asked for %s\n", r.URL.Path)
		answered <- struct{}{}
	})}
	go func() {
		for ; left > 0; left-- {
			<-answered
		}
		server.Shutdown(context.Background())
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// get prints the body of what the server answers.
func get(url string) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}
