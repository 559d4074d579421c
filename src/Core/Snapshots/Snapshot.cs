namespace Pure.WebSockets;

/// <summary>
/// Converts the state of a connection to bytes, and converts the bytes back to a state, for example on another machine. A state can be
/// converted at any time, even after a part of a frame has been received. The first bytes are a marker and the version, and the last bytes
/// are a checksum. Damaged bytes are detected and reported as a <see cref="SnapshotError"/>. The bytes contain all data that the connection
/// stores, including the content of a message in progress. With compression, the bytes also contain up to 32 KiB of earlier messages in
/// each direction. Protect the bytes like the messages themselves.
/// </summary>
public static class Snapshot
{
    /// <summary>The version of the snapshots that <see cref="Write"/> returns.</summary>
    public static byte Version => 2;

    /// <summary>The oldest version that <see cref="Read"/> accepts.</summary>
    public static byte OldestVersion => 1;

    /// <summary>Returns the state as bytes.</summary>
    public static ByteString Write(Connection connection)
    {
        var writer = new SnapshotWriter(Version);
        ConnectionFormat.Write(writer, connection);
        return writer.Sealed();
    }

    /// <summary>
    /// Reads a state from the bytes that <see cref="Write"/> returned. Returns an error if the bytes are not a valid snapshot. The timer of
    /// the connection does not run yet. To start the timer, pass <see cref="Input.Start"/> to a step or call <see cref="Kernel.Start"/>.
    /// </summary>
    public static Either<SnapshotError, Connection> Read(ByteString bytes)
    {
        var reader = SnapshotReader.Open(bytes, OldestVersion, Version, out var error);
        if (reader is null) return error!;
        var connection = ConnectionFormat.Read(reader);
        return connection is not null && reader.IsSpent
            ? connection
            : new SnapshotError($"the bytes are not a valid state (reading stopped at byte {reader.Position})");
    }
}

/// <summary>The reason why bytes are not a valid snapshot.</summary>
/// <param name="Why">A sentence that describes the error.</param>
public sealed record SnapshotError(string Why);
