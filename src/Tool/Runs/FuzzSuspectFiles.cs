using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>The files with the conversations that can have ended a peer.</summary>
/// <param name="folder">The folder of the files.</param>
internal sealed class FuzzSuspectFiles(string folder)
{
    private readonly List<string> created = [];

    /// <summary>The folder of the files.</summary>
    public string Folder => folder;

    /// <summary>The path of the first file, or null without a file.</summary>
    public string? First { get; private set; }

    /// <summary>The case of the first file, or null without a file.</summary>
    public Case? Case { get; private set; }

    /// <summary>The number of files.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the folder for the suspects of the runs with this folder of findings.</summary>
    public static string FolderIn(string findings) => Path.Combine(findings, "suspects");

    /// <summary>Adds a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isNew">Whether this run has written the file.</param>
    /// <param name="suspect">The case in the file.</param>
    public void Add(string path, bool isNew, Case suspect)
    {
        Count++;
        First ??= path;
        Case ??= suspect;
        if (isNew) created.Add(path);
    }

    /// <summary>Deletes the files that this run has written, because the conversation that ends the peer is known.</summary>
    public void Clear()
    {
        try
        {
            foreach (var path in created) File.Delete(path);
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (Exception error) when (FileProblem.IsCause(error))
        {
            // A file that is left over does no harm.
        }
    }
}
