package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;

/** A name that nothing in the archive tells. */
public class Unresolved extends Sample {
    @Override
    public ConfigDef config() {
        return secret(secret(new ConfigDef(), System.getenv("NAME")), "known.password");
    }
}
