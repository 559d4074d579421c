namespace Pure.WebSockets;

/// <summary>
/// The state as bytes: write it here, read it on another machine, go on in the middle of a frame (RFC 6455 knows nothing of it, and a
/// peer notices nothing). The first bytes name the version; the last are a checksum, so damage is refused as a value. They hold what the
/// connection holds: the text of a message under way, and with compression the last 32 KiB of messages each way. Keep them as you keep
/// those.
/// </summary>
public static class Snapshot
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 2;

    /// <summary>The oldest version that is read: states that it wrote go on as they are.</summary>
    public const byte OldestVersion = 1;

    /// <summary>The state as bytes.</summary>
    public static Octets Write(Connection connection)
    {
        var writer = new SnapshotWriter(Version);
        ConnectionFormat.Write(writer, connection);
        return writer.Sealed();
    }

    /// <summary>The state that <see cref="Write"/> wrote; else what is wrong with the bytes.</summary>
    public static Either<SnapshotError, Connection> Read(Octets bytes)
    {
        var reader = SnapshotReader.Open(bytes, OldestVersion, Version, out var error);
        if (reader is null) return error!;
        var connection = ConnectionFormat.Read(reader);
        return connection is not null && reader.IsSpent
            ? connection
            : new SnapshotError($"no state of a connection ends at byte {reader.Position}");
    }
}

/// <summary>Why bytes are no snapshot.</summary>
/// <param name="Why">What is wrong with them.</param>
public sealed record SnapshotError(string Why);
