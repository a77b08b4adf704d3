using System.Runtime.Versioning;
using Reo.Testing;

[assembly: AssemblyFixture(typeof(PostgresCluster))]
// Signals, file modes and shell scripts: what these tests look at exists on Linux and macOS.
[assembly: UnsupportedOSPlatform("windows")]
