using System.Text;

namespace Pure.WebSockets.Tool;

/// <summary>
/// Writes files that appear in one step. If the disk is full or the program is ended, there is no file that is empty or has only a part of
/// its content, and an earlier file is kept.
/// </summary>
internal static class WholeFile
{
    private const string Devices = "/dev/";

    /// <summary>Creates a file, or replaces an earlier file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, replaces: true);

    /// <summary>Creates a file with the given text, or replaces an earlier file.</summary>
    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Creates a file. Returns false if there is a file with that name.</summary>
    public static bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path)) return false;
        try
        {
            Write(path, content, replaces: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another run has created the file in the meantime.
            return false;
        }
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool replaces)
    {
        if (replaces && TryWriteToDevice(path, content)) return;
        var partial = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, replaces);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes to a device or a pipe, such as /dev/stdout, which a file must not replace. Returns false for a file.</summary>
    private static bool TryWriteToDevice(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path)) return false;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        if (stream.CanSeek && !target.StartsWith(Devices, StringComparison.Ordinal)) return false;
        stream.Write(content);
        return true;
    }
}
