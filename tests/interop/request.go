// SPDX-License-Identifier: LGPL-2.1-or-later
// request NAME FILE: a certification request by Go, for a P-384 key.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"os"
)

func main() {
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		panic(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader,
		&x509.CertificateRequest{
			Subject:  pkix.Name{CommonName: os.Args[1]},
			DNSNames: []string{os.Args[1]},
		}, key)
	if err != nil {
		panic(err)
	}
	err = os.WriteFile(os.Args[2], pem.EncodeToMemory(&pem.Block{
		Type: "CERTIFICATE REQUEST", Bytes: der}), 0644)
	if err != nil {
		panic(err)
	}
}
