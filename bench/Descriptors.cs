using System.Globalization;

namespace Pure.WebSockets.Bench;

/// <summary>
/// The limit on open files, which includes sockets. .NET and Node.js raise the soft limit to the hard limit when they start.
/// </summary>
internal static class Descriptors
{
    private const string Line = "Max open files";

    // The files that a process has open beside its connections.
    private const int Others = 500;

    /// <summary>Whether this many connections can be open between this process and the server. Prints a message if not.</summary>
    public static bool Allow(int connections, EchoServerProcess server)
    {
        var limit = Math.Min(Limit(Environment.ProcessId), Limit(server.Id));
        if (connections + Others <= limit)
            return true;
        Console.WriteLine(
            $"{server.Kind}: {connections} connections are not possible, a process may have {limit} files open (ulimit -H -n)."
        );
        return false;
    }

    private static long Limit(int process)
    {
        if (!OperatingSystem.IsLinux()) return long.MaxValue;
        var line = File.ReadLines($"/proc/{process}/limits").First(line => line.StartsWith(Line, StringComparison.Ordinal));
        var soft = line[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
    }
}
