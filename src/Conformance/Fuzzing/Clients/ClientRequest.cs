using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A client's request to <see cref="ClientFuzzing"/>. The paths are the same as in the Autobahn Testsuite, so clients that were written for
/// that suite need no changes.
/// </summary>
internal abstract record ClientRequest
{
    private const string Unnamed = "client";
    private const int LongestAgent = 200;

    private ClientRequest() { }

    /// <summary>/getCaseCount requests the number of conversations.</summary>
    public sealed record Count : ClientRequest;

    /// <summary>/getCaseInfo requests the description of a conversation.</summary>
    /// <param name="Number">The number that the client uses for the conversation, or 0 if the request contains no number.</param>
    public sealed record Info(long Number) : ClientRequest;

    /// <summary>
    /// /runCase, or any path that no other request uses, starts the next conversation on this connection. The number in the request
    /// does not determine the conversation, because the server can use the connection to shorten a finding.
    /// </summary>
    /// <param name="Agent">The name of the client, or "client" if the request contains no name.</param>
    /// <param name="Number">The number that the client uses for the conversation, or 0 if the request contains no number.</param>
    public sealed record Converse(string Agent, long Number) : ClientRequest;

    /// <summary>/getCaseStatus requests the verdict on a conversation.</summary>
    /// <param name="Agent">The name of the client, or "client" if the request contains no name.</param>
    /// <param name="Number">The number that the client uses for the conversation, or 0 if the request contains no number.</param>
    public sealed record Status(string Agent, long Number) : ClientRequest;

    /// <summary>/updateReports is the last request of a client.</summary>
    /// <param name="ShutsDown">Whether the request also stops the tester.</param>
    public sealed record Update(bool ShutsDown) : ClientRequest;

    /// <summary>/stopServer stops the tester.</summary>
    public sealed record Stop : ClientRequest;

    /// <summary>
    /// Returns the target of a request that can be invalid. The target is the second word of the first line, or empty if there is no second
    /// word.
    /// </summary>
    /// <param name="received">The bytes of the request.</param>
    public static string TargetOf(ByteString received)
    {
        var line = System.Text.Encoding.Latin1.GetString(received.Memory.Span).Split('\n', 2)[0];
        return line.TrimEnd('\r').Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var target, ..] ? target : "";
    }

    /// <summary>Parses a request target. Returns the request, or a description of the error in the target.</summary>
    /// <param name="target">The path and query.</param>
    public static Either<string, ClientRequest> Parse(string target)
    {
        var (path, query) = target.Split('?', 2) is [var left, var right] ? (left, right) : (target, "");
        return QueryParameters
            .Parse(query)
            .MapLeft(name => $"parameter {PrintableText.OneLine(name)} occurs twice, but only one is allowed")
            .Bind(parameters => Parse(path, parameters));
    }

    private static Either<string, ClientRequest> Parse(string path, QueryParameters parameters) => path switch
    {
        "/getCaseCount" => new Count(),
        "/getCaseInfo" => Numbered(parameters).Map(ClientRequest (number) => new Info(number)),
        "/getCaseStatus" => Numbered(parameters).Bind(number => Named(parameters).Map(ClientRequest (agent) => new Status(agent, number))),
        "/updateReports" => new Update(parameters.Find("shutdownOnComplete").Exists(value => value.ToUpperInvariant() is "TRUE" or "YES")),
        "/stopServer" => new Stop(),
        _ => Numbered(parameters).Bind(number => Named(parameters).Map(ClientRequest (agent) => new Converse(agent, number))),
    };

    private static Either<string, long> Numbered(QueryParameters parameters) =>
        parameters.Find("case").Case is not string text ? 0L
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : $"case={PrintableText.OneLine(text)} is not a number from 1";

    private static Either<string, string> Named(QueryParameters parameters)
    {
        var agent = parameters.Find("agent").IfNone(Unnamed);
        var problem =
            string.IsNullOrWhiteSpace(agent) ? "is blank"
            : agent.Length > LongestAgent ? $"is longer than {LongestAgent} characters"
            : agent.Any(char.IsControl) ? "contains a control character"
            : null;
        return problem is null ? Prelude.Right<string, string>(agent) : Prelude.Left<string, string>($"the agent's name {problem}");
    }
}
