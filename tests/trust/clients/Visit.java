// Visit (ADDRESS PORT STORE)...: a line for each, "yes" where Java takes the server there for api.example.com.
// A store is a file of PEM blocks, or a JKS or PKCS#12 store whose password is "changeit".

import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

class Visit {
  static KeyStore read(String path) throws Exception {
    byte[] bytes = Files.readAllBytes(new File(path).toPath());
    if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN")) {
      return KeyStore.getInstance(new File(path), "changeit".toCharArray());
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate each : CertificateFactory.getInstance("X.509")
                                .generateCertificates(new ByteArrayInputStream(bytes))) {
      store.setCertificateEntry("anchor " + store.size(), each);
    }
    return store;
  }

  static void visit(String address, int port, String path) throws Exception {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(read(path));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(address, port), 20_000);
      plain.setSoTimeout(20_000);
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(plain, "api.example.com", port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }

  public static void main(String[] rest) throws Exception {
    for (int i = 0; i + 2 < rest.length; i += 3) {
      try {
        visit(rest[i], Integer.parseInt(rest[i + 1]), rest[i + 2]);
        System.out.println("yes");
      } catch (SSLException error) {
        System.out.println("no: " + error.getMessage().replace('\n', ' '));
      }
    }
  }
}
