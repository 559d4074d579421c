namespace Pure.WebSockets.Schedules.Tests;

/// <summary>The lines that say how much was explored, for the output of a test and for CI.</summary>
internal static class Figures
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Writes a line to the output of the test, and to schedules.txt in the folder that PUREWS_ARTIFACTS names.</summary>
    public static void Write(ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("PUREWS_ARTIFACTS") is not { Length: > 0 } folder) return;
        Turn.Wait();
        try
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, "schedules.txt"), line + "\n");
        }
        finally
        {
            Turn.Release();
        }
    }
}
