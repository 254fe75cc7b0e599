package dev.ccloudconnect.heartbeat;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** The connector's configuration: four keys, one of them a secret. */
final class HeartbeatConfig extends AbstractConfig {
    static final String TOPIC = "topic";
    static final String INTERVAL = "interval.ms";
    static final String PAYLOAD = "payload";
    static final String SIGNING_KEY = "heartbeat.signing.key";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(TOPIC, Type.STRING, ConfigDef.NO_DEFAULT_VALUE, new ConfigDef.NonEmptyString(),
                    Importance.HIGH, "Topic to write heartbeats to.")
            .define(INTERVAL, Type.LONG, 1000L, ConfigDef.Range.atLeast(1L),
                    Importance.MEDIUM, "Milliseconds between two heartbeats.")
            .define(PAYLOAD, Type.STRING, "heartbeat",
                    Importance.LOW, "Value of every heartbeat.")
            .define(SIGNING_KEY, Type.PASSWORD, ConfigDef.NO_DEFAULT_VALUE, HeartbeatConfig::ensureNotEmpty,
                    Importance.HIGH, "Key that signs every heartbeat with HMAC-SHA256.");

    HeartbeatConfig(Map<String, String> settings) {
        super(DEFINITION, settings);
    }

    String topic() {
        return getString(TOPIC);
    }

    long intervalMillis() {
        return getLong(INTERVAL);
    }

    String payload() {
        return getString(PAYLOAD);
    }

    Password signingKey() {
        return getPassword(SIGNING_KEY);
    }

    /** HMAC takes no empty key; an absent one is reported by {@link ConfigDef} itself. */
    private static void ensureNotEmpty(String name, Object value) {
        if (value != null && ((Password) value).value().isEmpty()) {
            throw new ConfigException(name, value, "must not be empty");
        }
    }
}
