using System.ComponentModel;
using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>The program in C++ that shows how little an echo can cost.</summary>
internal static class Floor
{
    private const string Source = "bench/Echo/floor.cpp";

    /// <summary>The program, compiled; null, with a word about it, where that cannot be done.</summary>
    public static string? Compile()
    {
        Directory.CreateDirectory(ComparisonConfig.Artifacts);
        var program = Path.Combine(ComparisonConfig.Artifacts, "floor");
        try
        {
            using var compiler = Process.Start("g++", ["-O3", "-march=native", "-pthread", "-o", program, Source]);
            compiler.WaitForExit();
            if (compiler.ExitCode == 0) return program;
        }
        catch (Win32Exception)
        {
            // There is none.
        }

        Console.WriteLine($"Without the floor: g++ does not make it of {Source}.");
        return null;
    }
}
