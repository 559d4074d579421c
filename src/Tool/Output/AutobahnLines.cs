using LanguageExt;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Tool;

/// <summary>Prints the same lines as the Autobahn Testsuite, because existing scripts wait for these lines.</summary>
internal static class AutobahnLines
{
    /// <summary>Prints the lines that the Autobahn Testsuite prints when a fuzzing server starts listening.</summary>
    public static void Server(Seq<Case> cases, int port, bool isSecured)
    {
        Console.WriteLine($"Autobahn WebSocket {Product.Token} Fuzzing Server (Port {port}{(isSecured ? " TLS" : "")})");
        Console.WriteLine($"Ok, will run {cases.Count} test cases for any clients connecting");
        Console.WriteLine($"Cases = {List(cases.Map(found => found.Id.Text))}");
    }

    /// <summary>Prints the lines that the Autobahn Testsuite prints before a fuzzing client connects.</summary>
    public static void Client(Seq<Case> cases, Seq<FuzzingClientSpec.Server> servers)
    {
        Console.WriteLine($"Autobahn Fuzzing WebSocket Client ({Product.Token})");
        Console.WriteLine($"Ok, will run {cases.Count} test cases against {servers.Count} servers");
        Console.WriteLine($"Cases = {List(cases.Map(found => found.Id.Text))}");
        Console.WriteLine($"Servers = {List(servers.Map(server => server.Url.ToString()))}");
    }

    /// <summary>Prints the line that the Autobahn Testsuite prints when a case starts.</summary>
    public static void Case(string id, string agent, System.Net.EndPoint peer) =>
        Console.WriteLine($"Running test case ID {id} for agent {PrintableText.OneLine(agent)} from peer tcp4:{peer}");

    private static string List(Seq<string> texts) => $"[{string.Join(", ", texts.Map(text => $"'{text}'"))}]";
}
