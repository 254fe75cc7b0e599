package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The name and the type stand in static fields, some of another class. */
public class StaticFields extends Sample {
    static final String NAME = "constant.password";
    static final Type KIND = Type.PASSWORD;

    static final class Names {
        static final String OF_ANOTHER_CLASS = String.valueOf("field.password");
        static final Type KIND = StaticFields.KIND;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(NAME, KIND, Importance.HIGH, "A secret.")
                .define(Names.OF_ANOTHER_CLASS, Names.KIND, Importance.HIGH, "A secret.");
    }
}
