using FsCheck;
using Pure.WebSockets.Host;

namespace Pure.WebSockets.FsCheck.Tests;

/// <summary>
/// The code of docs/tutorials/first-property.md, compiled and run here: the server with the fault, what the property shows of it, and the
/// mended server. A test compares the lines with the page.
/// </summary>
public sealed class TutorialExamples
{
    /// <summary>PUREWS_RENEW=1 writes the failure into the page.</summary>
    [Fact]
    public void The_property_finds_the_fault_and_shows_what_the_page_shows()
    {
        var failure = Checked.Fails(new Tutorial.EchoTests().The_server_conforms());
        var shown = Shown(failure);
        TestContext.Current.TestOutputHelper?.WriteLine(failure.Text);
        Assert.Equal(1, failure.Frames);
        var page = Path.Combine(Repository(), "docs", "tutorials", "first-property.md");
        var text = File.ReadAllText(page);
        var from = text.IndexOf("```text\n", StringComparison.Ordinal) + "```text\n".Length;
        var to = text.IndexOf("```", from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("PUREWS_RENEW") == "1") File.WriteAllText(page, text[..from] + shown + text[to..]);
        else Assert.Equal(shown, text[from..to]);
    }

    [Fact]
    public void The_mended_server_conforms() => Checked.Holds(ConformanceProperties.OfServer(MendedEcho.ServeAsync));

    /// <summary>The rule and the shrunk conversation, without the seed and the original conversation, which is long.</summary>
    private static string Shown(Checked failure) =>
        string.Join(
            '\n',
            failure
                .Text.Split('\n')
                .Where(line => line.StartsWith("Label of failing property", StringComparison.Ordinal))
                .Concat(failure.Shrunk.Split('\n').TakeWhile(line => !line.StartsWith("with exception", StringComparison.Ordinal)))
                .Select(line => line.TrimEnd())
                .Where(line => line.Length > 0)
        ) + "\n";

    private static string Repository([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}

/// <summary>
/// The class of the tutorial. It is within a class that is not public, so that its property, which fails, does not run by itself.
/// </summary>
internal static class Tutorial
{
    public sealed class EchoTests
    {
        [Property]
        public Property The_server_conforms() => ConformanceProperties.OfServer(Echo.ServeAsync);
    }
}

internal static class Echo
{
    public static async Task ServeAsync(Stream stream)
    {
        var accepted = await WebSocketServer.TryAcceptAsync(stream);
        await accepted.Match(
            Left: _ => Task.CompletedTask,
            Right: async connection =>
            {
                await using var held = connection;
                await foreach (var message in connection.ReadAllAsync()) await connection.SendTextAsync(message.ToText());
            });
    }
}

internal static class MendedEcho
{
    public static async Task ServeAsync(Stream stream)
    {
        var accepted = await WebSocketServer.TryAcceptAsync(stream);
        await accepted.Match(
            Left: _ => Task.CompletedTask,
            Right: async connection =>
            {
                await using var held = connection;
                await foreach (var message in connection.ReadAllAsync()) await connection.SendAsync(message.Kind, message.Data);
            });
    }
}
