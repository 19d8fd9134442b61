import java.io.File;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Checks every file named on the command line against PDF/A-2u; one line a finding, then a verdict. */
public class Check {
    public static void main(String[] paths) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.PDFA_2_U;
        for (String path : paths) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour);
                    PDFAValidator validator =
                            Foundries.defaultInstance().createValidator(flavour, false)) {
                ValidationResult result = validator.validate(parser);
                for (TestAssertion finding : result.getTestAssertions()) {
                    if (finding.getStatus() == TestAssertion.Status.FAILED) {
                        System.out.println("FINDING\t" + path + "\t" + finding.getRuleId().getClause()
                                + "\t" + finding.getMessage() + "\t" + finding.getLocation().getContext());
                    }
                }
                System.out.println((result.isCompliant() ? "PASS" : "FAIL") + "\t" + path);
            }
        }
    }
}
