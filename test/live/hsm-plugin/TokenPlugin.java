// A plugin for the tests alone: Besu's security module over pkcs11-tool, a process for each act. Not for use.
package quorate.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.spec.ECPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.apache.tuweni.bytes.Bytes;
import org.apache.tuweni.bytes.Bytes32;
import org.hyperledger.besu.plugin.BesuPlugin;
import org.hyperledger.besu.plugin.ServiceManager;
import org.hyperledger.besu.plugin.services.PicoCLIOptions;
import org.hyperledger.besu.plugin.services.SecurityModuleService;
import org.hyperledger.besu.plugin.services.securitymodule.SecurityModule;
import org.hyperledger.besu.plugin.services.securitymodule.SecurityModuleException;
import org.hyperledger.besu.plugin.services.securitymodule.data.PublicKey;
import org.hyperledger.besu.plugin.services.securitymodule.data.Signature;
import picocli.CommandLine.Option;

public final class TokenPlugin implements BesuPlugin {
  @Option(names = "--plugin-pkcs11-hsm-config-path")
  private Path config;

  @Option(names = "--plugin-pkcs11-hsm-password-path")
  private Path password;

  @Option(names = "--plugin-pkcs11-hsm-key-alias")
  private String alias;

  @Override
  public void register(final ServiceManager context) {
    context.getService(PicoCLIOptions.class).orElseThrow().addPicoCLIOptions("pkcs11-hsm", this);
    context
        .getService(SecurityModuleService.class)
        .orElseThrow()
        .register("pkcs11-hsm", () -> new Token(config, password, alias));
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  private static final class Token implements SecurityModule {
    /** SubjectPublicKeyInfo of a point on secp256k1, up to the point. */
    private static final byte[] SPKI =
        HexFormat.of().parseHex("3056301006072a8648ce3d020106052b8104000a03420004");

    private final List<String> command;
    private final String pin;
    private final PublicKey publicKey;

    Token(final Path config, final Path password, final String alias) {
      try (InputStream in = Files.newInputStream(config)) {
        final Properties told = new Properties();
        told.load(in);
        final String[] opened = {
          "pkcs11-tool", "--module", told.getProperty("library"), "--slot", told.getProperty("slot"),
          "--login", "--pin", "env:PIN", "--label", alias,
        };
        command = List.of(opened);
        pin = Files.readString(password).strip();
        final byte[] found = run("--read-object", "--type", "pubkey");
        final ECPoint point = pointOf(Arrays.copyOfRange(found, found.length - 64, found.length));
        publicKey = () -> point;
      } catch (final IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public PublicKey getPublicKey() {
      return publicKey;
    }

    @Override
    public Signature sign(final Bytes32 hash) {
      final byte[] rs =
          given(hash.toArrayUnsafe(), "--sign", "--mechanism", "ECDSA", "--signature-format", "rs");
      final BigInteger r = new BigInteger(1, Arrays.copyOf(rs, 32));
      final BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, 32, 64));
      return new Signature() {
        @Override
        public BigInteger getR() {
          return r;
        }

        @Override
        public BigInteger getS() {
          return s;
        }
      };
    }

    @Override
    public Bytes32 calculateECDHKeyAgreement(final PublicKey party) {
      final ECPoint point = party.getW();
      final Bytes other =
          Bytes.concatenate(Bytes.wrap(SPKI), bytesOf(point.getAffineX()), bytesOf(point.getAffineY()));
      return Bytes32.wrap(given(other.toArrayUnsafe(), "--derive", "--mechanism", "ECDH1-DERIVE"));
    }

    private static ECPoint pointOf(final byte[] xy) {
      return new ECPoint(
          new BigInteger(1, Arrays.copyOf(xy, 32)), new BigInteger(1, Arrays.copyOfRange(xy, 32, 64)));
    }

    private static Bytes32 bytesOf(final BigInteger value) {
      return Bytes32.leftPad(Bytes.of(value.toByteArray()).trimLeadingZeros());
    }

    private byte[] given(final byte[] input, final String... act) {
      try {
        final Path file = Files.createTempFile("token", ".in");
        try {
          Files.write(file, input);
          final List<String> all = new ArrayList<>(List.of(act));
          all.addAll(List.of("--input-file", file.toString()));
          return run(all.toArray(String[]::new));
        } finally {
          Files.delete(file);
        }
      } catch (final IOException e) {
        throw new SecurityModuleException(e);
      }
    }

    private byte[] run(final String... act) {
      try {
        final List<String> all = new ArrayList<>(command);
        all.addAll(List.of(act));
        final Path out = Files.createTempFile("token", ".out");
        try {
          all.addAll(List.of("--output-file", out.toString()));
          final ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
          builder.environment().put("PIN", pin);
          final Process process = builder.start();
          final String said = new String(process.getInputStream().readAllBytes());
          if (process.waitFor() != 0) throw new SecurityModuleException(said);
          return Files.readAllBytes(out);
        } finally {
          Files.delete(out);
        }
      } catch (final IOException e) {
        throw new SecurityModuleException(e);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SecurityModuleException(e);
      }
    }
  }
}
