// visit (ADDRESS PORT STORE)...: a line for each, "yes" where Go takes the server there for api.example.com.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"time"
)

func visit(address, port, store string) error {
	pem, err := os.ReadFile(store)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	dialer := &net.Dialer{Timeout: 20 * time.Second}
	config := &tls.Config{RootCAs: roots, ServerName: "api.example.com"}
	connection, err := tls.DialWithDialer(dialer, "tcp", net.JoinHostPort(address, port), config)
	if err == nil {
		connection.Close()
	}
	return err
}

func main() {
	for rest := os.Args[1:]; len(rest) >= 3; rest = rest[3:] {
		if err := visit(rest[0], rest[1], rest[2]); err != nil {
			fmt.Println("no:", err)
		} else {
			fmt.Println("yes")
		}
	}
}
