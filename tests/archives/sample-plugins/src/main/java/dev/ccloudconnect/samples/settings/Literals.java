package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Names as literals; a group's name is pushed first. PASSWORD keys that {@code config()} does not reach are none. */
public class Literals extends Sample {
    static final ConfigDef NOT_REACHED = secret(new ConfigDef(), "not.reached.password");

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("plain", Type.STRING, "", Importance.LOW, "No secret.")
                .define("literal.password", Type.PASSWORD, null, Importance.HIGH, "A secret.",
                        "group.of.settings", 1, Width.SHORT, "Password");
    }
}
