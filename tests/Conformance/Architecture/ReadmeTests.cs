using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The C# code of the README compiles as it is written, and the numbers of cases in it are right.</summary>
public sealed class ReadmeTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Threading; global using System.Threading.Tasks;";

    // What a reader has around the code that is not a whole program.
    private static readonly (string Contained, string Before, string After)[] Surroundings =
    [
        (
            "app.MapWebSocket",
            "using Microsoft.AspNetCore.Builder; using Pure.WebSockets.AspNetCore; var app = WebApplication.CreateBuilder().Build();\n",
            ""
        ),
        (
            "ConformanceSuite.OfServer",
            "using Pure.WebSockets.Conformance; using Xunit; return 0; public sealed class MyServerTests {\n",
            "} public static class MyServer { public static Task EchoAsync(Stream stream) => Task.CompletedTask; }"
        ),
    ];

    private static string[] Blocks =>
        [.. KeptDocument.Read("README.md").Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0])];

    [Fact]
    public void Each_piece_of_code_compiles()
    {
        // The test project of FsCheck compiles the code that needs FsCheck.
        var blocks = Blocks.Where(block => !block.Contains("ConformanceProperties", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, blocks.Length);
        foreach (var block in blocks)
        {
            var (_, before, after) = Surroundings.FirstOrDefault(around => block.Contains(around.Contained, StringComparison.Ordinal));
            using var image = Compile(before + block + after);
        }
    }

    [Fact]
    public void The_core_without_a_server_echoes_the_message_of_the_client()
    {
        var block = Blocks.Single(block => block.Contains("Snapshot", StringComparison.Ordinal));
        const string Check = "return frames.Count == 1 && sentences[0] == \"received the text hello\" && later.IsRight ? 0 : 1;";
        using var image = Compile(block + Check);
        Assert.Equal(0, Assembly.Load(image.ToArray()).EntryPoint!.Invoke(null, [Array.Empty<string>()]));
    }

    [Fact]
    public void The_numbers_of_cases_are_those_of_the_catalogue()
    {
        var (all, classic, ofServers) = (Catalogue.All.Count, Classic.All.Count, Catalogue.For(Role.Client, Catalogue.All).Count);
        var text = KeptDocument.Read("README.md").ReplaceLineEndings(" ");
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"has {all} cases in all, for servers and clients: the {classic} of the Autobahn Testsuite and {all - classic} of our own."
            ),
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(FormattableString.Invariant($"the {ofServers} test cases for servers"), text, StringComparison.Ordinal);
    }

    private static MemoryStream Compile(string program)
    {
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(ImplicitUsings)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication)
        );
        var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(result.Success, $"{program}\n{string.Join('\n', errors.Select(error => error.ToString()))}");
        return image;
    }
}
