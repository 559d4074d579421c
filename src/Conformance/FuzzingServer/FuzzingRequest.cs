using System.Globalization;

namespace Pure.WebSockets.Conformance;

/// <summary>
/// A client's request to a <see cref="FuzzingServer"/>. The client sends the request as the path and query of its opening handshake.
/// </summary>
internal abstract record FuzzingRequest
{
    private const int LongestAgent = 200;

    private FuzzingRequest() { }

    /// <summary>/getCaseCount requests the number of cases.</summary>
    public sealed record CaseCount : FuzzingRequest;

    /// <summary>/getCaseInfo requests the id and description of a case.</summary>
    /// <param name="Case">The case.</param>
    public sealed record CaseInfo(Case Case) : FuzzingRequest;

    /// <summary>/runCase runs a case on this connection.</summary>
    /// <param name="Case">The case.</param>
    /// <param name="Agent">The name of the client, from the parameter "agent" of the request.</param>
    public sealed record RunCase(Case Case, string Agent) : FuzzingRequest;

    /// <summary>/getCaseStatus requests the verdict on a case. The answer is sent as soon as a verdict exists.</summary>
    /// <param name="Case">The case.</param>
    /// <param name="Agent">The name of the client that runs the case.</param>
    public sealed record CaseStatus(Case Case, string Agent) : FuzzingRequest;

    /// <summary>/updateReports writes the index of the reports of all agents.</summary>
    /// <param name="Agent">The name of the client, from the parameter "agent" of the request.</param>
    /// <param name="ShutsDown">Whether the request also stops the server.</param>
    public sealed record UpdateReports(string Agent, bool ShutsDown) : FuzzingRequest;

    /// <summary>/stopServer stops the server.</summary>
    public sealed record StopServer : FuzzingRequest;

    /// <summary>Any other path starts direct command mode, in which the client's messages are commands.</summary>
    public sealed record Commands : FuzzingRequest;

    /// <summary>Parses a request target. Returns the request, or a description of the error in the target.</summary>
    /// <param name="target">The path and query.</param>
    /// <param name="cases">The available cases.</param>
    public static Either<string, FuzzingRequest> Parse(string target, Seq<Case> cases)
    {
        var (path, query) = target.Split('?', 2) is [var left, var right] ? (left, right) : (target, "");
        return QueryParameters.Parse(query)
            .MapLeft(name => $"parameter {Shown(name)} occurs twice, but only one is allowed")
            .Bind(parameters => Parse(path, parameters, cases));
    }

    private static Either<string, FuzzingRequest> Parse(string path, QueryParameters parameters, Seq<Case> cases) =>
        path switch
        {
            "/getCaseCount" => new CaseCount(),
            "/getCaseInfo" => CaseOf(path, parameters, cases).Map(FuzzingRequest (found) => new CaseInfo(found)),
            "/runCase" => CaseOf(path, parameters, cases)
                .Bind(found => AgentOf(path, parameters).Map(FuzzingRequest (agent) => new RunCase(found, agent))),
            "/getCaseStatus" => CaseOf(path, parameters, cases)
                .Bind(found => AgentOf(path, parameters).Map(FuzzingRequest (agent) => new CaseStatus(found, agent))),
            "/updateReports" => AgentOf(path, parameters)
                .Map(FuzzingRequest (agent) => new UpdateReports(agent, parameters.Find("shutdownOnComplete").Exists(IsYes))),
            "/stopServer" => new StopServer(),
            _ => new Commands(),
        };

    private static Either<string, Case> CaseOf(string path, QueryParameters parameters, Seq<Case> cases) =>
        parameters.Find("case").Case is string number ? Numbered(number, cases)
        : parameters.Find("casetuple").Match(Some: id => id, None: () => parameters.Find("id")).Case is string id ? Named(id, cases)
        : $"{path} must have a case, such as case=1 (a number) or casetuple=1.1.1 (an id)";

    private static Either<string, Case> Numbered(string number, Seq<Case> cases) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 1 && index <= cases.Count
            ? cases[index - 1]
            : $"case={Shown(number)} is not the number of a case, from 1 to {cases.Count}. Use casetuple= for an id";

    private static Either<string, Case> Named(string id, Seq<Case> cases) =>
        cases.Find(found => found.Id.Text == id).ToEither($"{Shown(id)} is not the id of a case that this server runs");

    private static Either<string, string> AgentOf(string path, QueryParameters parameters) =>
        parameters.Find("agent").ToEither($"{path} must have agent=NAME, the client's name in the reports")
            .Bind(agent => AgentError(agent).Match(Some: Prelude.Left<string, string>, None: () => Prelude.Right<string, string>(agent)));

    private static Option<string> AgentError(string agent) =>
        string.IsNullOrWhiteSpace(agent) ? "the agent's name is blank"
        : agent.Length > LongestAgent ? $"the agent's name is longer than {LongestAgent} characters"
        : agent.Any(char.IsControl) ? "the agent's name contains a control character"
        : Option<string>.None;

    private static bool IsYes(string value) => value.ToUpperInvariant() is "TRUE" or "YES";

    /// <summary>
    /// Returns text from a client in a form that is safe to show in an error message. Only the first 40 characters are shown, and control
    /// characters are replaced with question marks.
    /// </summary>
    private static string Shown(string text) =>
        string.Concat(text.Take(40).Select(letter => char.IsControl(letter) ? '?' : letter)) + (text.Length > 40 ? "…" : "");
}
