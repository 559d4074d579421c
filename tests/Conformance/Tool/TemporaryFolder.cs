namespace Pure.WebSockets.Conformance.Tests;

/// <summary>
/// A folder that is deleted at the end of the test. A process that has just ended can leave a process behind that still writes, so the
/// deletion is repeated for some seconds.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("purews").FullName;

    public void Dispose()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
    }
}
