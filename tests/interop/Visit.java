// SPDX-License-Identifier: LGPL-2.1-or-later
// Visit PORT NAME ROOT.pem: one TLS handshake with the rules of HTTPS.
import java.io.FileInputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Visit {
	static Throwable root(Throwable t) {
		while (t.getCause() != null && t.getCause() != t)
			t = t.getCause();
		return t;
	}

	public static void main(String[] args) throws Exception {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		int n = 0;
		try (FileInputStream in = new FileInputStream(args[2])) {
			for (Certificate c : CertificateFactory.getInstance("X.509")
			    .generateCertificates(in))
				trusted.setCertificateEntry("root" + n++, c);
		}
		TrustManagerFactory managers =
		    TrustManagerFactory.getInstance("PKIX");
		managers.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, managers.getTrustManagers(), null);
		int port = Integer.parseInt(args[0]);
		try (Socket plain = new Socket("127.0.0.1", port);
		    SSLSocket tls = (SSLSocket)context.getSocketFactory()
		    .createSocket(plain, args[1], port, true)) {
			SSLParameters p = tls.getSSLParameters();
			p.setEndpointIdentificationAlgorithm("HTTPS");
			tls.setSSLParameters(p);
			tls.startHandshake();
			System.out.println("accepts");
		} catch (Exception e) {
			System.out.println("refuses " + root(e).getMessage());
		}
	}
}
