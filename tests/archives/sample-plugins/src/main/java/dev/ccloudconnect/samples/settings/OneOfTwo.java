package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;

/** A name that depends on where it runs must not be guessed, in whatever way it depends. */
public class OneOfTwo extends Sample {
    @Override
    public ConfigDef config() {
        boolean here = System.getenv("HERE") != null;
        StringBuilder name = new StringBuilder("appended");
        if (here) {
            name.append(".here");
        }
        String chosen = here ? "chosen.here" : "chosen.there";
        ConfigDef definition = secret(secret(new ConfigDef(), name.toString()), chosen);
        for (String part : System.getenv("PARTS").split(",")) {
            secret(definition, part);
        }
        return secret(definition, "certain.password");
    }
}
