namespace Pure.WebSockets.Conformance;

/// <summary>
/// A kind of file that the laboratory reads, with the maximum size of such a file. All input files are read by this class.
/// </summary>
internal sealed class InputFile
{
    private const int MiB = 1024 * 1024;
    private const int BufferBytes = 64 * 1024;

    // The maximum time for a file without a size, such as a pipe. The opening of a pipe waits until a program writes to it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string kind;
    private readonly int most;

    private InputFile(string kind, int mebibytes) => (this.kind, most) = (kind, mebibytes * MiB);

    /// <summary>A case file. The file with all cases of the catalogue is about half a mebibyte long.</summary>
    public static InputFile Cases { get; } = new("a case file", 64);

    /// <summary>A profile of a peer.</summary>
    public static InputFile Profile { get; } = new("a profile", 16);

    /// <summary>A spec file of the Autobahn Testsuite.</summary>
    public static InputFile Spec { get; } = new("a spec file", 16);

    /// <summary>A file with certificates or a private key.</summary>
    public static InputFile Pem { get; } = new("a file with certificates or keys", 16);

    /// <summary>The index of a folder of reports, or the details of its runs.</summary>
    public static InputFile Index { get; } = new("an index of reports", 64);

    /// <summary>A page or another file of a report.</summary>
    public static InputFile Report { get; } = new("a file of a report", 256);

    /// <summary>The maximum size of a file of this kind, in bytes.</summary>
    public int Most => most;

    /// <summary>
    /// Returns the content of a file. The path can be that of a pipe or a device, which must end within the same size and within 30
    /// seconds.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="InputFileException">The file is too large, or does not end in time.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The program is not allowed to read the file.</exception>
    /// <exception cref="ArgumentException">The path is not valid.</exception>
    public byte[] Read(string path) => Read(path, Patience);

    /// <summary>Returns the content of a file, with a given time limit for a file without a size.</summary>
    internal byte[] Read(string path, TimeSpan patience)
    {
        // Only a regular file has a size before it is opened. Any other file is read on a thread of its own, because a read of such a file
        // cannot be cancelled.
        if (new FileInfo(path) is { Exists: true, Length: > 0 and var length }) return length > most ? throw TooLarge() : ReadAll(path);
        var reading = Task.Factory.StartNew(
            () => ReadAll(path),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return Task.WaitAny([reading], patience) == 0
            ? reading.GetAwaiter().GetResult()
            : throw new InputFileException(
                $"its end did not come within {patience.TotalSeconds:0.###} s; a pipe needs a program that writes to it and closes it"
            );
    }

    private byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var content = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (content.Length <= most)
        {
            var read = file.Read(buffer);
            if (read == 0) return content.ToArray();
            content.Write(buffer, 0, read);
        }

        throw TooLarge();
    }

    private InputFileException TooLarge() => new($"it is larger than {most / MiB} MiB, the maximum size of {kind}");
}

/// <summary>The exception that is thrown if a file exceeds a limit of <see cref="InputFile"/>.</summary>
/// <param name="message">The ending of an error message: the reason why the file cannot be read.</param>
internal sealed class InputFileException(string message) : IOException(message);
