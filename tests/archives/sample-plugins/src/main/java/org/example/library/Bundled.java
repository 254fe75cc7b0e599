package org.example.library;

import dev.ccloudconnect.samples.kinds.Never;
import org.apache.kafka.connect.connector.ConnectRecord;

/** A plugin of a library that an archive brings along. */
public class Bundled<R extends ConnectRecord<R>> extends Never<R> {}
