namespace Pure.WebSockets.Conformance;

/// <summary>Writes a file of a report so that who reads it at the same time sees the old one or the new one, whole.</summary>
internal static class ReportFile
{
    private static long last;

    /// <summary>
    /// Writes the file under another name in the same folder, then renames it. What goes wrong is a <see cref="ReportFolderException"/>.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var (temporary, bytes) = (TemporaryFor(path), content.ToArray());
        Replace(path, temporary, () => File.WriteAllBytes(temporary, bytes));
    }

    /// <summary>Copies a file the same way.</summary>
    public static void Copy(string from, string path)
    {
        var temporary = TemporaryFor(path);
        Replace(path, temporary, () => File.Copy(from, temporary, overwrite: true));
    }

    /// <summary>Whether a folder can be written to, found out by doing so; else a <see cref="ReportFolderException"/>.</summary>
    public static void Probe(string folder)
    {
        var temporary = TemporaryFor(Path.Combine(folder, "probe"));
        try
        {
            File.WriteAllBytes(temporary, [0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReportFolderException(folder, error);
        }
        finally
        {
            Discard(temporary);
        }
    }

    private static string TemporaryFor(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", $".{Environment.ProcessId}-{Interlocked.Increment(ref last)}.part");

    private static void Replace(string path, string temporary, Action write)
    {
        try
        {
            write();
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Discard(temporary);
            throw new ReportFolderException(path, error);
        }
    }

    private static void Discard(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // What could not be written cannot be deleted either; the first error is the one to tell.
        }
    }
}
