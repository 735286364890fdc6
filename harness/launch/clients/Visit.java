// Reads visits from standard input, five texts each, every text ended by a NUL: name, address, port, store, and
// the store's password behind "=" (nothing: none is given). Says a line for each, in any order: its number, then
// "accepted", "refused" or "untold", and why.
// A store is a file of PEM blocks, or a key store; without one it is Java's own. For Java 8 and later.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

class Visit {
  static final int PATIENCE = 15_000;

  final String host, address, store, password;
  final int port;

  Visit(String[] texts) {
    host = texts[0];
    address = texts[1];
    port = Integer.parseInt(texts[2]);
    store = texts[3];
    password = texts[4];
  }

  static KeyStore load(String type, byte[] bytes, String password) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(new ByteArrayInputStream(bytes), password.isEmpty() ? null : password.substring(1).toCharArray());
    return store;
  }

  static KeyStore read(String path, String password) throws Exception {
    byte[] bytes = Files.readAllBytes(new File(path).toPath());
    if (new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN")) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each :
          CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
        store.setCertificateEntry("anchor " + store.size(), each);
      }
      return store;
    }
    try {
      return load("JKS", bytes, password);  // PKCS#12 as well, since Java 8
    } catch (IOException error) {
      try {
        return load("JCEKS", bytes, password);
      } catch (IOException second) {
        throw error;
      }
    }
  }

  String answer() {
    TrustManagerFactory factory;
    try {
      factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store.isEmpty() ? null : read(store, password));
    } catch (Exception error) {
      return "untold its store: " + error;
    }
    try (Socket plain = new Socket()) {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      plain.connect(new InetSocketAddress(address, port), PATIENCE);
      plain.setSoTimeout(PATIENCE);
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return "accepted";
    } catch (Exception error) {
      return (isRefusal(error) ? "refused " : "untold ") + error.getMessage();
    }
  }

  // What the server says in an alert has no such cause.
  static boolean isRefusal(Throwable error) {
    String text = String.valueOf(error.getMessage());
    if (text.contains("certificate chain length")) return true;
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof GeneralSecurityException) return true;
    }
    return false;
  }

  static String[] texts() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int size = System.in.read(part); size >= 0; size = System.in.read(part)) all.write(part, 0, size);
    return new String(all.toByteArray(), StandardCharsets.UTF_8).split("\0", -1);
  }

  public static void main(String[] none) throws Exception {
    String[] all = texts();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    for (int i = 0; i + 5 < all.length; i += 5) {
      int number = i / 5;
      Visit visit = new Visit(java.util.Arrays.copyOfRange(all, i, i + 5));
      pool.execute(() -> {
        String line = number + " " + visit.answer().replaceAll("[\r\n]+", " ");
        synchronized (Visit.class) {
          System.out.println(line);
        }
      });
    }
    pool.shutdown();
    // Whoever takes longer has said nothing.
    pool.awaitTermination((all.length / 40 + 1) * (long) PATIENCE, TimeUnit.MILLISECONDS);
    Runtime.getRuntime().halt(0);
  }
}
