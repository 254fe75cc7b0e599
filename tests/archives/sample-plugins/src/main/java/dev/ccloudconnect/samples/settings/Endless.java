package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;

/** Never comes to an end. */
public class Endless extends Sample {
    @Override
    public ConfigDef config() {
        for (int i = 1; i > 0; i = i == 7 ? 1 : i + 1) {
            Math.abs(i);
        }
        return again();
    }

    private ConfigDef again() {
        return again();
    }
}
