using System.Diagnostics;
using System.Text;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>An interactive shell on a terminal of its own, into which a test types keys.</summary>
internal sealed class TypedShell : IAsyncDisposable
{
    /// <summary>The prompt that the shell must have.</summary>
    public const string Prompt = "ready> ";

    // Ctrl+U
    private const string DropLine = "\u0015";

    private readonly Process process;
    private readonly StringBuilder shown = new();
    private readonly SemaphoreSlim changed = new(0);
    private readonly Task reading;
    private int lines;
    private int position;

    private TypedShell(Process process)
    {
        this.process = process;
        reading = ReadAsync();
    }

    /// <summary>Starts a shell. Its prompt must be <see cref="Prompt"/>.</summary>
    /// <param name="command">The command line of the shell.</param>
    /// <param name="environment">Variables that are added to the environment.</param>
    public static async Task<TypedShell> StartAsync(string command, params (string Name, string Value)[] environment)
    {
        // The program 'script' runs a command on a new terminal, and connects the terminal to its own input and output.
        var start = new ProcessStartInfo(Programs.Find("script", "bsdutils"), ["-qfec", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "dumb";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var shell = new TypedShell(Process.Start(start)!);
        await shell.ShownAsync(Prompt);
        return shell;
    }

    /// <summary>Types keys, waits until the shell has handled them, and drops the line.</summary>
    public Task PressAsync(string keys) => TypeAsync(keys + DropLine);

    /// <summary>Types a line, and waits until the shell has run it.</summary>
    public Task LineAsync(string line) => TypeAsync(line + "\n");

    /// <summary>Everything that the terminal has shown.</summary>
    public string Shown
    {
        get
        {
            lock (shown) return shown.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.ExitAsync(CancellationToken.None);
        await reading;
        process.Dispose();
        changed.Dispose();
    }

    private async Task TypeAsync(string keys)
    {
        var end = $"{++lines}";
        // The shell also shows what is typed. The quotes make the typed text differ from the printed text.
        await process.StandardInput.WriteAsync($"{keys}echo end''{end}.\n");
        await process.StandardInput.FlushAsync();
        await ShownAsync($"end{end}.");
        // Before the prompt, the terminal itself handles Ctrl+U, and the shell does not see the line.
        await ShownAsync(Prompt);
    }

    /// <summary>Waits until the terminal has shown a text after those that were waited for before.</summary>
    private async Task ShownAsync(string text)
    {
        int at;
        while ((at = Shown.IndexOf(text, position, StringComparison.Ordinal)) < 0)
        {
            var hasEnded = reading.IsCompleted;
            if (!await changed.WaitAsync(ToolProcess.Patience) || hasEnded)
                throw new InvalidOperationException($"the shell did not show '{text}':\n{Shown}");
        }

        position = at + text.Length;
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
        {
            lock (shown) shown.Append(buffer, 0, count);
            changed.Release();
        }

        changed.Release();
    }
}
