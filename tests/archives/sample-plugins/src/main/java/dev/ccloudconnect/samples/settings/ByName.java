package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Secrets that their type does not tell. */
public class ByName extends Sample {
    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("api.token", Type.STRING, Importance.HIGH, "A secret.")
                .define("api.token.url", Type.STRING, Importance.LOW, "No secret.")
                .define("token.count", Type.INT, Importance.LOW, "No secret.");
    }
}
