package dev.ccloudconnect.samples.versions;

import dev.ccloudconnect.samples.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** In a file beside it. */
public class FromProperties extends Sample {
    @Override
    public String version() {
        Properties properties = new Properties();
        try (InputStream file = FromProperties.class.getClassLoader().getResourceAsStream("dev/ccloudconnect/samples/versions/build.version")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("number");
    }
}
