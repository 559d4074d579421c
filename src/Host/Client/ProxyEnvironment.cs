using System.Globalization;
using System.Net;

namespace Pure.WebSockets.Host;

/// <summary>
/// The variables by which an environment names its proxies. No standard says what they mean; this is what curl and Go agree on.
/// </summary>
internal static class ProxyEnvironment
{
    /// <exception cref="ArgumentException">A variable names what is no proxy.</exception>
    public static ClientProxy? Find(Uri target, Func<string, string?> variable)
    {
        if (Spares(variable("no_proxy") ?? variable("NO_PROXY") ?? "", target)) return null;
        string[] names = target.Scheme == "wss" ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
            : variable("GATEWAY_INTERFACE") is null ? ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
            : ["http_proxy", "all_proxy", "ALL_PROXY"];
        var named = names.FirstOrDefault(name => !string.IsNullOrEmpty(variable(name)));
        return named is null ? null : Parse(named, variable(named)!);
    }

    // A proxy without a scheme is an HTTP one.
    private static ClientProxy Parse(string name, string value)
    {
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}";
        try
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var proxy)
                ? ClientProxy.Of(proxy)
                : throw new ArgumentException("it is no URI.", nameof(value));
        }
        catch (ArgumentException exception)
        {
            // Not the value, which may hold a password.
            throw new ArgumentException($"The environment variable {name} names no proxy: {exception.Message}", nameof(name), exception);
        }
    }

    private static bool Spares(string list, Uri target)
    {
        var host = ClientTarget.HostOf(target);
        return list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => Stands(entry, host.TrimEnd('.'), target.Port));
    }

    private static bool Stands(string entry, string host, int port)
    {
        var (name, only) = Parts(entry);
        if (only is { } number && number != port) return false;
        if (name == "*") return true;
        if (IPAddress.TryParse(host, out var address))
        {
            // An address has two forms (RFC 4291 §2.5.5.2): a list that spares one spares the other.
            var plain = Addresses.Plain(address);
            return IPAddress.TryParse(name, out var one)
                ? Addresses.Plain(one).Equals(plain)
                : IPNetwork.TryParse(name, out var range) && (range.Contains(plain) || range.Contains(plain.MapToIPv6()));
        }

        var suffix = name.TrimStart('*').Trim('.');
        return string.Equals(host, suffix, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith($".{suffix}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>An entry's host and its port: a colon stands before the port when it is the only one, or behind a bracket.</summary>
    private static (string Name, int? Port) Parts(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return hasPort && int.TryParse(entry[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (entry[..colon].Trim('[', ']'), port)
            : (entry.Trim('[', ']'), null);
    }
}
