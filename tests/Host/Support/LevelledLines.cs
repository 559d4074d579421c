using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pure.WebSockets.Host.Tests;

/// <summary>A logger that keeps its lines with their levels.</summary>
internal sealed class LevelledLines : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text)> All { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => All.Enqueue((logLevel, formatter(state, exception)));

    /// <summary>Waits for the first line that contains a text.</summary>
    public async Task<(LogLevel Level, string Text)> LineWith(string part)
    {
        await Patience.Until(() => All.Any(line => line.Text.Contains(part, StringComparison.Ordinal)));
        return All.First(line => line.Text.Contains(part, StringComparison.Ordinal));
    }
}
