package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Fields that are copied with each thing said about them, collected, and defined in loops and by functions. */
public class Builders extends Sample {
    enum Purpose { LOOP, STREAM, EXCLUDED }

    static final class Field {
        private final String name;
        private final Type type;

        private Field(String name, Type type) {
            this.name = name;
            this.type = type;
        }

        static Field create(String name) {
            return new Field(name, Type.STRING);
        }

        Field withType(Type type) {
            return new Field(name, type);
        }

        Field of(Purpose purpose) {
            return new Field(purpose.name().toLowerCase() + "." + name, type);
        }

        void define(ConfigDef definition) {
            definition.define(name, type, Importance.HIGH, "A setting.");
        }
    }

    static final Field PASSWORD = Field.create("password").withType(Type.PASSWORD);
    static final Field EXCLUDED = PASSWORD.of(Purpose.EXCLUDED);

    @Override
    public ConfigDef config() {
        ConfigDef definition = new ConfigDef();
        List<Field> fields = new ArrayList<>(Arrays.asList(PASSWORD.of(Purpose.LOOP), Field.create("user"), EXCLUDED));
        fields.removeAll(List.of(EXCLUDED));
        for (Field field : fields) {
            field.define(definition);
        }
        Stream.of(Purpose.STREAM).map(PASSWORD::of).forEach(field -> field.define(definition));
        return definition;
    }
}
