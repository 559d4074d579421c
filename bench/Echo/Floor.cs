using System.ComponentModel;
using System.Diagnostics;

namespace Pure.WebSockets.Bench;

/// <summary>The C++ program that measures the minimal cost of an echo.</summary>
internal static class Floor
{
    private const string Source = "bench/Echo/floor.cpp";

    /// <summary>Compiles the program. Returns null and prints a message if that is not possible.</summary>
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
            // There is no compiler.
        }

        Console.WriteLine($"Without the floor: g++ does not make it of {Source}.");
        return null;
    }
}
