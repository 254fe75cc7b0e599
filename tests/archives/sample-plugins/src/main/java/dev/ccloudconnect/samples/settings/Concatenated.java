package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;

/** Names put together when the class is initialised, out of an object of another class. */
public class Concatenated extends Sample {
    static final class Field {
        static final Field PASSWORD = new Field("password");
        private final String name;

        Field(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static final String PREFIX = String.valueOf("database.");
    static final String NAME = PREFIX + Field.PASSWORD;
    static final String BUILT = new StringBuilder(PREFIX).append("ssl").append('.').append(Field.PASSWORD).toString();
    static final String FORMATTED = String.format("%s%s", PREFIX, "token");
    static final ConfigDef DEFINITION = secret(secret(secret(new ConfigDef(), NAME), BUILT), FORMATTED);

    @Override
    public ConfigDef config() {
        return DEFINITION;
    }
}
