package dev.ccloudconnect.heartbeat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.ConnectException;

/** HMAC-SHA256 under one key; used by one task's thread only. */
final class Signer {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    Signer(Password key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new ConnectException("the signing key cannot be used", e);
        }
    }

    /** The signature of the text's UTF-8 bytes, in lower-case hex. */
    String sign(String text) {
        byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        StringBuilder hex = new StringBuilder(2 * signature.length);
        for (byte b : signature) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
