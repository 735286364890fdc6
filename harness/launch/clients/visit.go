// Reads visits from standard input, five texts each, every text ended by a NUL: name, address, port, store, and
// a password, which no store of Go's has. Says a line for each, in any order: its number, then "accepted",
// "refused" or "untold", and why. A store is a file of PEM blocks; without one it is Go's own.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

func visit(host, address, port, store string) string {
	config := &tls.Config{ServerName: host}
	if store != "" {
		pem, err := os.ReadFile(store)
		if err != nil {
			return "untold its store: " + err.Error()
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(pem)
	}
	dialer := &net.Dialer{Timeout: 15 * time.Second}
	connection, err := tls.DialWithDialer(dialer, "tcp", net.JoinHostPort(address, port), config)
	if err == nil {
		connection.Close()
		return "accepted"
	}
	// What the server says in an alert is "remote error".
	if strings.Contains(err.Error(), "x509: ") {
		return "refused " + err.Error()
	}
	return "untold " + err.Error()
}

func main() {
	all, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	texts := strings.Split(string(all), "\x00")
	var done sync.WaitGroup
	places := make(chan bool, 8)
	for i := 0; i+5 < len(texts); i += 5 {
		done.Add(1)
		go func(number int, one []string) {
			defer done.Done()
			places <- true
			answer := visit(one[0], one[1], one[2], one[3])
			<-places
			fmt.Println(number, strings.ReplaceAll(answer, "\n", " "))
		}(i/5, texts[i:i+5])
	}
	done.Wait()
}
