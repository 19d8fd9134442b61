import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges signed files by the policy that DSS comes with. For each file: a folder with the root (*.der) and
 * the lists of revocation (*.crl) of the day, the time to judge it at, and its path. Nothing is fetched. One
 * line a signature: file, format, indication, sub-indication, and what DSS has to say about it.
 */
public class Check {
    public static void main(String[] arguments) throws Exception {
        for (int at = 0; at < arguments.length; at += 3) {
            File file = new File(arguments[at + 2]);
            SimpleReport report = judged(Path.of(arguments[at]), Instant.parse(arguments[at + 1]), file);
            for (String id : report.getSignatureIdList()) {
                System.out.println(String.join("\t", file.toString(),
                        String.valueOf(report.getSignatureFormat(id)),
                        String.valueOf(report.getIndication(id)),
                        String.valueOf(report.getSubIndication(id)),
                        told(report, id)));
            }
        }
    }

    private static SimpleReport judged(Path trust, Instant at, File file) throws Exception {
        CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
        for (Path each : named(trust, ".der")) {
            roots.addCertificate(DSSUtils.loadCertificate(each.toFile()));
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(roots);
        verifier.setAIASource(null);
        verifier.setOcspSource(null);
        List<InputStream> lists = new ArrayList<>();
        for (Path each : named(trust, ".crl")) {
            lists.add(new ByteArrayInputStream(Files.readAllBytes(each)));
        }
        verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(InputStream[]::new)));
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(Date.from(at));
        return validator.validateDocument().getSimpleReport();
    }

    private static List<Path> named(Path folder, String ending) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static String told(SimpleReport report, String id) {
        return Stream.concat(report.getAdESValidationErrors(id).stream(), report.getAdESValidationWarnings(id).stream())
                .map(each -> each.getValue()).toList().toString();
    }
}
